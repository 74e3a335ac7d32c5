package io.jenkins.plugins.promotion.engine.config;

import com.fasterxml.jackson.databind.node.BigIntegerNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.databind.node.ValueNode;
import java.math.BigInteger;
import java.util.Set;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.NodeId;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * What an unquoted word means: YAML 1.2's core schema, as editors read it, so that {@code on}, {@code 12:30} and
 * {@code 2025-01-01} are texts.
 */
final class PlainScalars extends Resolver {
    static final Set<Tag> TAGS = Set.of(Tag.NULL, Tag.BOOL, Tag.INT, Tag.FLOAT, Tag.STR);

    private static final Pattern NULLS = Pattern.compile("~|null|Null|NULL|");
    private static final Pattern BOOLEANS = Pattern.compile("true|True|TRUE|false|False|FALSE");
    /** Longer ones are texts: nobody counts that far, and big numbers take long to parse. */
    private static final Pattern INTEGERS = Pattern.compile("[-+]?[0-9]{1,38}");

    private static final Pattern FLOATS =
            Pattern.compile("[-+]?(\\.[0-9]{1,38}|[0-9]{1,38}(\\.[0-9]{0,38})?)([eE][-+]?[0-9]{1,3})?");

    @Override
    protected void addImplicitResolvers() {
        addImplicitResolver(Tag.MERGE, MERGE, "<");
    }

    @Override
    public Tag resolve(NodeId kind, String value, boolean implicit) {
        Tag tag = super.resolve(kind, value, implicit);
        return kind == NodeId.scalar && implicit && tag.equals(Tag.STR) ? tag(value) : tag;
    }

    /** The value that an unquoted word stands for. */
    static ValueNode value(String text) {
        return value(tag(text), text);
    }

    /** The value of a variable or property: as unquoted YAML, or a text in quotes; nothing at all is the empty text. */
    static ValueNode ofText(String text) {
        boolean quoted = text.length() >= 2
                && (text.startsWith("'") && text.endsWith("'") || text.startsWith("\"") && text.endsWith("\""));
        if (quoted) {
            return TextNode.valueOf(text.substring(1, text.length() - 1));
        }
        return text.isEmpty() ? TextNode.valueOf("") : value(text);
    }

    static ValueNode value(Tag tag, String text) {
        if (tag.equals(Tag.NULL)) {
            return NullNode.instance;
        }
        if (tag.equals(Tag.BOOL) && BOOLEANS.matcher(text).matches()) {
            return BooleanNode.valueOf(Boolean.parseBoolean(text));
        }
        if (tag.equals(Tag.INT) && INTEGERS.matcher(text).matches()) {
            BigInteger number = new BigInteger(text);
            return number.bitLength() < Long.SIZE
                    ? LongNode.valueOf(number.longValue())
                    : BigIntegerNode.valueOf(number);
        }
        if (tag.equals(Tag.FLOAT) && FLOATS.matcher(text).matches()) {
            return DoubleNode.valueOf(Double.parseDouble(text));
        }
        return TextNode.valueOf(text);
    }

    private static Tag tag(String text) {
        if (NULLS.matcher(text).matches()) {
            return Tag.NULL;
        }
        if (BOOLEANS.matcher(text).matches()) {
            return Tag.BOOL;
        }
        if (INTEGERS.matcher(text).matches()) {
            return Tag.INT;
        }
        return FLOATS.matcher(text).matches() && Double.isFinite(Double.parseDouble(text)) ? Tag.FLOAT : Tag.STR;
    }
}
