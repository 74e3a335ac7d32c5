package io.jenkins.plugins.promotion.cli.pipeline;

import groovy.lang.Closure;
import groovy.lang.GString;
import hudson.AbortException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a script passed to a step, without the blocks: plain serializable values by name. */
public final class Arguments implements Serializable {
    private static final long serialVersionUID = 1L;

    private final String step;
    private final LinkedHashMap<String, Object> values;

    Arguments(String step, Map<String, Object> values) {
        this.step = step;
        this.values = new LinkedHashMap<>(values);
    }

    /** Takes apart what Groovy passes to a method; blocks go to {@code bodies}, the unnamed one under the empty name. */
    static Arguments of(Step step, Object[] passed, Map<String, Closure<?>> bodies) throws AbortException {
        List<Object> rest = new ArrayList<>(Arrays.asList(passed));
        Map<String, Object> values = new LinkedHashMap<>();
        Object last = rest.isEmpty() ? null : rest.get(rest.size() - 1);
        if (last instanceof Closure<?> closure) {
            bodies.put("", closure);
            rest.remove(rest.size() - 1);
        }
        boolean named = !rest.isEmpty() && rest.get(0) instanceof Map;
        if (named) {
            ((Map<?, ?>) rest.remove(0)).forEach((key, value) -> {
                if (value instanceof Closure<?> closure) {
                    bodies.put(key.toString(), closure);
                } else {
                    values.put(key.toString(), plain(value));
                }
            });
        }
        if (rest.size() > 1 || rest.size() == 1 && step.parameters().isEmpty()) {
            throw new AbortException(step.name() + ": expected " + usage(step) + ", but was " + passed.length
                    + " unnamed arguments; name them");
        }
        if (rest.size() == 1 && !(rest.get(0) == null && values.isEmpty())) {
            values.put(step.parameters().get(0), plain(rest.get(0)));
        }
        Arguments arguments = new Arguments(step.name(), values);
        arguments.check(step, bodies);
        return arguments;
    }

    private void check(Step step, Map<String, Closure<?>> bodies) throws AbortException {
        for (String name : values.keySet()) {
            if (!step.parameters().contains(name)) {
                String near = Nearest.to(name, step.parameters())
                        .map(found -> "; did you mean '" + found + "'?")
                        .orElse("");
                throw new AbortException(step.name() + ": expected " + usage(step) + ", but was '" + name + "'" + near);
            }
        }
        boolean block = bodies.containsKey("");
        boolean blocks = bodies.keySet().stream().anyMatch(name -> !name.isEmpty());
        switch (step.body()) {
            case NONE -> expect(!block && !blocks, "no block", "a block");
            case OPTIONAL -> expect(!blocks, "one block", "named blocks");
            case REQUIRED -> expect(block && !blocks, "a block: " + step.name() + "(…) { … }", "none");
            case NAMED -> expect(blocks && !block, "named blocks: a: { … }, b: { … }", "none");
        }
    }

    private void expect(boolean holds, String expected, String found) throws AbortException {
        if (!holds) {
            throw new AbortException(step + ": expected " + expected + ", but was " + found);
        }
    }

    private static String usage(Step step) {
        return step.parameters().isEmpty() ? "no arguments" : "only " + String.join(", ", step.parameters());
    }

    private static Object plain(Object value) {
        if (value instanceof GString) {
            return value.toString();
        }
        if (value instanceof List<?> list) {
            return list.stream().map(Arguments::plain).collect(Collectors.toCollection(ArrayList::new));
        }
        if (value instanceof Map<?, ?> map) {
            LinkedHashMap<Object, Object> copy = new LinkedHashMap<>();
            map.forEach((key, element) -> copy.put(plain(key), plain(element)));
            return copy;
        }
        return value;
    }

    public boolean has(String name) {
        return values.get(name) != null;
    }

    /** The value as it was passed, GStrings as strings. */
    public Object value(String name) {
        return values.get(name);
    }

    /** @throws AbortException if it is missing or no text */
    public String text(String name) throws AbortException {
        return optionalText(name).orElseThrow(() -> wrong(name, "text"));
    }

    public String text(String name, String otherwise) throws AbortException {
        return optionalText(name).orElse(otherwise);
    }

    public Optional<String> optionalText(String name) throws AbortException {
        Object value = values.get(name);
        if (value == null || value instanceof String) {
            return Optional.ofNullable((String) value);
        }
        if (value instanceof Number || value instanceof Boolean || value instanceof Enum) {
            return Optional.of(value.toString());
        }
        throw wrong(name, "text");
    }

    public boolean flag(String name, boolean otherwise) throws AbortException {
        Object value = values.get(name);
        if (value == null) {
            return otherwise;
        }
        if (value instanceof Boolean flag) {
            return flag;
        }
        if ("true".equals(value) || "false".equals(value)) {
            return Boolean.parseBoolean((String) value);
        }
        throw wrong(name, "true or false");
    }

    /** @throws AbortException if it is missing or no whole number */
    public long number(String name) throws AbortException {
        if (values.get(name) == null) {
            throw wrong(name, "a whole number");
        }
        return number(name, 0);
    }

    public long number(String name, long otherwise) throws AbortException {
        Object value = values.get(name);
        if (value == null) {
            return otherwise;
        }
        if (value instanceof Number number && number.doubleValue() == number.longValue()) {
            return number.longValue();
        }
        try {
            return Long.parseLong(String.valueOf(value).trim());
        } catch (NumberFormatException e) {
            throw wrong(name, "a whole number");
        }
    }

    /** The elements; empty if the argument is missing. */
    public List<?> list(String name) throws AbortException {
        Object value = values.get(name);
        if (value == null) {
            return List.of();
        }
        if (value instanceof List<?> list) {
            return list;
        }
        throw wrong(name, "a list");
    }

    /** The entries; empty if the argument is missing. */
    public Map<?, ?> map(String name) throws AbortException {
        Object value = values.get(name);
        if (value == null) {
            return Map.of();
        }
        if (value instanceof Map<?, ?> map) {
            return map;
        }
        throw wrong(name, "a map");
    }

    /** One of an enum's names, in any case. */
    public <E extends Enum<E>> E choice(String name, Class<E> type, E otherwise) throws AbortException {
        Optional<String> text = optionalText(name);
        if (text.isEmpty()) {
            return otherwise;
        }
        for (E constant : type.getEnumConstants()) {
            if (constant.name().equalsIgnoreCase(text.get())) {
                return constant;
            }
        }
        throw wrong(name, "one of " + Arrays.toString(type.getEnumConstants()));
    }

    /** For a check of the step's own: names the step, the argument, what was expected and what was passed. */
    public AbortException wrong(String name, String expected) {
        Object value = values.get(name);
        String found = value == null
                ? "nothing"
                : value instanceof String || value instanceof Number || value instanceof Boolean
                        ? "'" + value + "'"
                        : value.getClass().getSimpleName();
        return new AbortException(step + ": expected " + expected + " as '" + name + "', but was " + found);
    }

    @Override
    public String toString() {
        return step + values.keySet();
    }
}
