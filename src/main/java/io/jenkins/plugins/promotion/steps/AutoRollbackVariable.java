package io.jenkins.plugins.promotion.steps;

import groovy.lang.Closure;
import hudson.Extension;
import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;
import org.jenkinsci.plugins.workflow.cps.CpsScript;
import org.jenkinsci.plugins.workflow.cps.DSL;
import org.jenkinsci.plugins.workflow.cps.GlobalVariable;

/** Lets {@code autoRollback} be called with {@code to} and no block, which Pipeline refuses a step that can have one. */
@Extension
public final class AutoRollbackVariable extends GlobalVariable {
    @Override
    public String getName() {
        return AutoRollbackStep.NAME;
    }

    @Override
    public Object getValue(CpsScript script) {
        return new Call(script);
    }

    /** Calls the step: as it was called, or with a block that is never run and a word that there was none. */
    public static final class Call implements Serializable {
        private static final long serialVersionUID = 1L;

        private final CpsScript script;

        Call(CpsScript script) {
            this.script = script;
        }

        /** What Groovy calls for {@code autoRollback(…)}. */
        public Object call(Object... arguments) {
            DSL steps = (DSL) script.getBinding().getVariable("steps");
            boolean returns =
                    arguments.length == 1 && arguments[0] instanceof Map<?, ?> named && named.containsKey("to");
            return steps.invokeMethod(
                    AutoRollbackStep.NAME, returns ? withoutBlock((Map<?, ?>) arguments[0]) : arguments);
        }

        private static Object[] withoutBlock(Map<?, ?> named) {
            Map<Object, Object> all = new HashMap<>(named);
            all.put("withoutBlock", true);
            return new Object[] {all, Closure.IDENTITY};
        }
    }
}
