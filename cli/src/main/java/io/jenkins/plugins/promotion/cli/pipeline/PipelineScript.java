package io.jenkins.plugins.promotion.cli.pipeline;

import com.cloudbees.groovy.cps.SerializableScript;
import groovy.lang.MissingPropertyException;
import org.codehaus.groovy.runtime.DefaultGroovyMethods;
import org.codehaus.groovy.runtime.InvokerHelper;

/** The base class of every script: names that Groovy does not know are steps, global variables and environment variables. */
public abstract class PipelineScript extends SerializableScript {
    private static final long serialVersionUID = 1L;

    @Override
    public final Object invokeMethod(String name, Object args) {
        if (getBinding().hasVariable(name)) {
            Object variable = getBinding().getVariable(name);
            if (!InvokerHelper.getMetaClass(variable)
                    .respondsTo(variable, "call", InvokerHelper.asArray(args))
                    .isEmpty()) {
                return InvokerHelper.getMetaClass(variable).invokeMethod(variable, "call", args);
            }
        }
        return Names.call(name, InvokerHelper.asArray(args));
    }

    @Override
    public Object getProperty(String property) {
        try {
            return super.getProperty(property);
        } catch (MissingPropertyException unknown) {
            return Names.value(property).orElseThrow(() -> unknown);
        }
    }

    @Override
    public void println() {
        invokeMethod("echo", "");
    }

    @Override
    public void println(Object value) {
        invokeMethod("echo", String.valueOf(value));
    }

    @Override
    public void print(Object value) {
        println(value);
    }

    @Override
    public void printf(String format, Object value) {
        print(DefaultGroovyMethods.sprintf(this, format, value));
    }

    @Override
    public void printf(String format, Object[] values) {
        print(DefaultGroovyMethods.sprintf(this, format, values));
    }

    /** The step, not Groovy's method of every object. */
    public Object sleep(long seconds) {
        return invokeMethod("sleep", seconds);
    }
}
