package io.jenkins.plugins.promotion.engine.config;

import com.fasterxml.jackson.databind.node.NullNode;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.ReaderException;
import org.yaml.snakeyaml.reader.StreamReader;

/**
 * Reads one YAML document, of whatever author: no object is constructed, and size, nesting and aliases are limited, so that
 * no document can exhaust memory or stack.
 */
final class YamlReader {
    /** Bytes of a file. */
    static final int LARGEST_FILE = 1 << 20;

    private static final int DEEPEST_NESTING = 50;
    private static final int MOST_ALIASES = 50;
    /** Values after aliases were followed. */
    private static final int MOST_VALUES = 20_000;
    /** Characters of all values after aliases were followed. */
    private static final int MOST_CHARACTERS = 4 * LARGEST_FILE;

    private final String source;
    private final List<Problem> problems;
    private final Set<Node> ancestors = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Deque<String> path = new ArrayDeque<>();
    private int values;
    private int characters;

    private YamlReader(String source, List<Problem> problems) {
        this.source = source;
        this.problems = problems;
    }

    /** The document's mapping; empty, with problems added, if there is none. */
    static Optional<Located.Mapping> readMapping(byte[] bytes, String source, List<Problem> problems) {
        Optional<Located> document = read(bytes, source, problems);
        if (document.isEmpty() || document.get() instanceof Located.Mapping) {
            return document.map(Located.Mapping.class::cast);
        }
        problems.add(new Problem(
                document.get().origin(),
                "",
                "keys and values",
                document.get().describe(),
                "write one 'key: value' a line"));
        return Optional.empty();
    }

    /** The document; empty, with problems added, if it cannot be read. An empty document is null. */
    static Optional<Located> read(byte[] bytes, String source, List<Problem> problems) {
        if (bytes.length > LARGEST_FILE) {
            problems.add(new Problem(
                    Origin.startOf(source), "", "at most 1 MiB", bytes.length + " bytes", "make the file smaller"));
            return Optional.empty();
        }
        try {
            return new YamlReader(source, problems).read(decode(bytes));
        } catch (MarkedYAMLException e) {
            Mark mark = e.getProblemMark() == null ? e.getContextMark() : e.getProblemMark();
            String context = e.getContext() == null ? "" : e.getContext() + ", ";
            problems.add(new Problem(
                    origin(source, mark), "", "YAML", context + e.getProblem(), "correct the syntax at this place"));
        } catch (ReaderException e) {
            problems.add(new Problem(
                    Origin.startOf(source),
                    "",
                    "printable characters",
                    String.format("character U+%04X at position %d", e.getCodePoint(), e.getPosition()),
                    "remove it, or write it as an escape in double quotes"));
        } catch (YAMLException e) {
            problems.add(new Problem(
                    Origin.startOf(source), "", "YAML within its limits", e.getMessage(), "make the file simpler"));
        } catch (CharacterCodingException e) {
            problems.add(
                    new Problem(Origin.startOf(source), "", "text in UTF-8", "other bytes", "save the file in UTF-8"));
        } catch (TooLarge e) {
            problems.add(new Problem(
                    e.origin,
                    "",
                    "at most " + MOST_VALUES + " values and " + MOST_CHARACTERS + " characters",
                    "more, once aliases are followed",
                    "use fewer aliases or split the file"));
        }
        return Optional.empty();
    }

    private static String decode(byte[] bytes) throws CharacterCodingException {
        String text = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .decode(ByteBuffer.wrap(bytes))
                .toString();
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    private Optional<Located> read(String text) throws TooLarge {
        LoaderOptions limits = new LoaderOptions();
        limits.setNestingDepthLimit(DEEPEST_NESTING);
        limits.setMaxAliasesForCollections(MOST_ALIASES);
        limits.setCodePointLimit(LARGEST_FILE);
        limits.setAllowDuplicateKeys(false);
        limits.setAllowRecursiveKeys(false);
        StreamReader reader = new StreamReader(new StringReader(text));
        Node root = new Composer(new ParserImpl(reader, limits), new PlainScalars(), limits).getSingleNode();
        if (root == null) {
            return Optional.of(new Located.Scalar(Origin.startOf(source), NullNode.instance, ""));
        }
        return Optional.of(located(root));
    }

    private Located located(Node node) throws TooLarge {
        count(node);
        if (!ancestors.add(node)) {
            problem(node, "a value that ends", "an alias to something that contains it", "remove the alias");
            return new Located.Scalar(origin(node), NullNode.instance, "");
        }
        try {
            if (node instanceof MappingNode mapping) {
                return mapping(mapping);
            }
            return node instanceof SequenceNode sequence ? sequence(sequence) : scalar((ScalarNode) node);
        } finally {
            ancestors.remove(node);
        }
    }

    private void count(Node node) throws TooLarge {
        values++; // keys count as well
        characters += node instanceof ScalarNode scalar ? scalar.getValue().length() : 0;
        if (values > MOST_VALUES || characters > MOST_CHARACTERS) {
            throw new TooLarge(origin(node));
        }
    }

    private Located mapping(MappingNode node) throws TooLarge {
        checkTag(node, Tag.MAP);
        Map<String, Located.Member> members = new LinkedHashMap<>();
        List<Located.Mapping> inherited = new ArrayList<>();
        for (NodeTuple tuple : node.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                problem(tuple.getKeyNode(), "a key", "a list or an object", "write the key as a text");
                continue;
            }
            count(key);
            path.addLast(key.getValue());
            Located value = located(tuple.getValueNode());
            path.removeLast();
            if (key.getTag().equals(Tag.MERGE)) {
                inherit(value, inherited);
                continue;
            }
            Located.Member earlier = members.putIfAbsent(key.getValue(), new Located.Member(origin(key), value));
            if (earlier != null) {
                problem(
                        key,
                        "each key once",
                        "a second '" + Words.shorten(key.getValue()) + "' (the first is in line "
                                + earlier.key().line() + ")",
                        "remove one of them");
            }
        }
        for (Located.Mapping mapping : inherited) {
            mapping.members().forEach(members::putIfAbsent);
        }
        return new Located.Mapping(origin(node), members);
    }

    /** YAML 1.1's merge key: {@code <<: *base} or {@code <<: [*one, *two]}; keys that are written out win. */
    private void inherit(Located value, List<Located.Mapping> inherited) {
        List<Located> sources = value instanceof Located.Sequence sequence ? sequence.items() : List.of(value);
        for (Located from : sources) {
            if (from instanceof Located.Mapping mapping) {
                inherited.add(mapping);
            } else {
                problems.add(new Problem(
                        from.origin(),
                        String.join(".", path),
                        "an object to merge",
                        from.describe(),
                        "alias an object"));
            }
        }
    }

    private Located sequence(SequenceNode node) throws TooLarge {
        checkTag(node, Tag.SEQ);
        List<Located> items = new ArrayList<>();
        for (Node item : node.getValue()) {
            items.add(located(item));
        }
        return new Located.Sequence(origin(node), items);
    }

    private Located scalar(ScalarNode node) {
        String text = node.getValue();
        if (!PlainScalars.TAGS.contains(node.getTag())) {
            checkTag(node, Tag.STR);
        }
        return new Located.Scalar(origin(node), PlainScalars.value(node.getTag(), text), text);
    }

    private void checkTag(Node node, Tag expected) {
        if (!node.getTag().equals(expected)) {
            problem(node, "plain YAML", "the tag " + Words.shorten(node.getTag().getValue()), "remove the tag");
        }
    }

    private void problem(Node node, String expected, String butWas, String remedy) {
        problems.add(new Problem(origin(node), String.join(".", path), expected, butWas, remedy));
    }

    private Origin origin(Node node) {
        return origin(source, node.getStartMark());
    }

    private static Origin origin(String source, Mark mark) {
        return mark == null ? Origin.startOf(source) : new Origin(source, mark.getLine() + 1, mark.getColumn() + 1);
    }

    private static final class TooLarge extends Exception {
        private static final long serialVersionUID = 1L;
        private final transient Origin origin;

        TooLarge(Origin origin) {
            super("too large", null, false, false);
            this.origin = origin;
        }
    }
}
