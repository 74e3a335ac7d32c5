package io.jenkins.plugins.promotion.engine.config;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/** Reads a {@code .properties} file in UTF-8: the dots of a key separate levels, values are read as unquoted YAML is. */
final class PropertiesReader {
    private static final int DEEPEST_NESTING = 50;

    private final String source;
    private final List<Problem> problems;
    private final Branch root;

    private PropertiesReader(String source, List<Problem> problems) {
        this.source = source;
        this.problems = problems;
        root = new Branch(Origin.startOf(source), new LinkedHashMap<>());
    }

    /** The document; empty, with a problem added, if it cannot be read. */
    static Optional<Located> read(byte[] bytes, String source, List<Problem> problems) {
        if (bytes.length > YamlReader.LARGEST_FILE) {
            problems.add(new Problem(
                    Origin.startOf(source), "", "at most 1 MiB", bytes.length + " bytes", "make the file smaller"));
            return Optional.empty();
        }
        PropertiesReader reader = new PropertiesReader(source, problems);
        reader.readLines(new String(bytes, StandardCharsets.UTF_8).lines().toList());
        return Optional.of(reader.root.toLocated());
    }

    private void readLines(List<String> lines) {
        for (int i = 0; i < lines.size(); i++) {
            String first = lines.get(i);
            String start = first.stripLeading();
            Origin origin = new Origin(source, i + 1, 1 + first.length() - start.length());
            if (start.isEmpty() || start.startsWith("#") || start.startsWith("!")) {
                continue;
            }
            StringBuilder logical = new StringBuilder(first);
            while (continues(lines.get(i)) && i + 1 < lines.size()) {
                logical.append('\n').append(lines.get(++i));
            }
            readLine(logical.toString(), origin);
        }
    }

    /** Whether the line ends in an odd number of backslashes. */
    private static boolean continues(String line) {
        int end = line.length();
        while (end > 0 && line.charAt(end - 1) == '\\') {
            end--;
        }
        return (line.length() - end) % 2 != 0;
    }

    private void readLine(String line, Origin origin) {
        Properties entry = new Properties();
        try {
            entry.load(new StringReader(line));
        } catch (IOException | IllegalArgumentException e) {
            problems.add(new Problem(origin, "", "key=value", "a malformed escape", "correct the \\u escape"));
            return;
        }
        for (String key : entry.stringPropertyNames()) {
            put(key, new Located.Scalar(origin, PlainScalars.ofText(entry.getProperty(key)), entry.getProperty(key)));
        }
    }

    private void put(String key, Located.Scalar value) {
        String[] path = key.split("\\.", -1);
        if (path.length > DEEPEST_NESTING) {
            add(value.origin(), key, "at most " + DEEPEST_NESTING + " levels", path.length + " levels", "shorten it");
            return;
        }
        Branch branch = root;
        for (int i = 0; i < path.length - 1; i++) {
            Object child =
                    branch.children.computeIfAbsent(path[i], name -> new Branch(value.origin(), new LinkedHashMap<>()));
            if (!(child instanceof Branch)) {
                add(
                        value.origin(),
                        key,
                        "levels above it that have no value",
                        "'" + path[i] + "' has one",
                        "rename one");
                return;
            }
            branch = (Branch) child;
        }
        if (branch.children.putIfAbsent(path[path.length - 1], value) != null) {
            add(value.origin(), key, "each key once", "a second one", "remove one of them");
        }
    }

    private void add(Origin origin, String key, String expected, String butWas, String remedy) {
        problems.add(new Problem(origin, Words.shorten(key), expected, butWas, remedy));
    }

    /** @param children a branch or a scalar each */
    private record Branch(Origin origin, Map<String, Object> children) {
        Located.Mapping toLocated() {
            Map<String, Located.Member> members = new LinkedHashMap<>();
            children.forEach((key, child) -> {
                Located value = child instanceof Branch branch ? branch.toLocated() : (Located) child;
                members.put(key, new Located.Member(value.origin(), value));
            });
            return new Located.Mapping(origin, members);
        }
    }
}
