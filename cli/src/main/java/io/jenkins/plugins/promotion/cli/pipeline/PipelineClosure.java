package io.jenkins.plugins.promotion.cli.pipeline;

import com.cloudbees.groovy.cps.Block;
import com.cloudbees.groovy.cps.Env;
import com.cloudbees.groovy.cps.impl.CpsClosure;
import java.util.List;
import org.codehaus.groovy.runtime.InvokerHelper;

/** A block of a script. Names that Groovy gives to every object, {@code sleep} and {@code println}, mean the script's. */
public class PipelineClosure extends CpsClosure {
    private static final long serialVersionUID = 1L;

    public PipelineClosure(Object owner, Object thisObject, List<String> parameters, Block body, Env capture) {
        super(owner, thisObject, parameters, body, capture);
    }

    public Object sleep(long seconds) {
        return ofOwner("sleep", seconds);
    }

    public Object print(Object value) {
        return ofOwner("print", value);
    }

    public Object println() {
        return ofOwner("println");
    }

    public Object println(Object value) {
        return ofOwner("println", value);
    }

    public Object printf(String format, Object value) {
        return ofOwner("printf", format, value);
    }

    private Object ofOwner(String name, Object... arguments) {
        return InvokerHelper.invokeMethod(getOwner(), name, arguments);
    }
}
