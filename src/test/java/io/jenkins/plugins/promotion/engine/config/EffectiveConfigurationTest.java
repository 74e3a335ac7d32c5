package io.jenkins.plugins.promotion.engine.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class EffectiveConfigurationTest {

    @Property(tries = 200)
    void shouldInventNoValueInAMerge(@ForAll("layers") Located.Mapping below, @ForAll("layers") Located.Mapping above) {
        Map<String, Object> lower = shown(new EffectiveConfiguration(below));
        Map<String, Object> upper = shown(new EffectiveConfiguration(above));

        shown(new EffectiveConfiguration(merge(below, above)))
                .forEach((key, value) -> assertThat(value).isIn(lower.get(key), upper.get(key)));
    }

    @Property(tries = 200)
    void shouldMergeALayerIntoItselfWithoutChange(@ForAll("layers") Located.Mapping a) {
        assertThat(merge(a, a)).isEqualTo(a);
        assertThat(merge(a, Located.Mapping.empty(a.origin())).toJson()).isEqualTo(a.toJson());
        assertThat(merge(Located.Mapping.empty(a.origin()), a)).isEqualTo(a);
    }

    @Property(tries = 200)
    void shouldKeepEveryValueOfTheTopLayer(
            @ForAll("layers") Located.Mapping below, @ForAll("layers") Located.Mapping above) {
        Map<String, Object> merged = shown(new EffectiveConfiguration(merge(below, above)));
        shown(new EffectiveConfiguration(above)).forEach((key, value) -> {
            if (!value.equals("{}")) {
                assertThat(merged).containsEntry(key, value);
            }
        });
    }

    @Property(tries = 200)
    void shouldHaveOneDigestWhateverTheOrderOfTheKeys(@ForAll("layers") Located.Mapping a) {
        EffectiveConfiguration one = new EffectiveConfiguration(a);
        EffectiveConfiguration other = new EffectiveConfiguration(reversed(a));

        assertThat(other.canonical()).isEqualTo(one.canonical());
        assertThat(other.digest()).isEqualTo(one.digest()).hasSize(64);
    }

    @Property(tries = 200)
    void shouldDifferExactlyWhenTheDigestDiffers(
            @ForAll("layers") Located.Mapping a, @ForAll("layers") Located.Mapping b) {
        EffectiveConfiguration one = new EffectiveConfiguration(a);
        EffectiveConfiguration other = new EffectiveConfiguration(b);

        assertThat(EffectiveConfiguration.difference(one, other).isEmpty())
                .isEqualTo(one.digest().equals(other.digest()));
        assertThat(EffectiveConfiguration.difference(one, one)).isEmpty();
    }

    @Property(tries = 200)
    void shouldComeBackFromItsPublishedForm(@ForAll("layers") Located.Mapping a) throws Exception {
        EffectiveConfiguration one = new EffectiveConfiguration(a);
        ObjectNode read = (ObjectNode) new ObjectMapper().readTree(one.canonical());

        assertThat(EffectiveConfiguration.published(read, "v1").digest()).isEqualTo(one.digest());
    }

    @Example
    void shouldSeeNoChangeInANumberThatWasPublished() throws Exception {
        EffectiveConfiguration written = of("pool: 5\nshare: 0.5\nlarge: 3000000000\n");
        ObjectNode read = (ObjectNode) new ObjectMapper().readTree(written.canonical());

        assertThat(EffectiveConfiguration.difference(EffectiveConfiguration.published(read, "v1"), written))
                .isEmpty();
    }

    @Example
    void shouldShowWhatChangedButNoSecret() {
        EffectiveConfiguration before =
                of("a: 1\ngone: x\ndatabase: { password: old, url: 'pg://alice:marked@db/x' }\n");
        EffectiveConfiguration after =
                of("a: 2\nfresh: [true]\ndatabase: { password: new, url: 'pg://alice:other@db/x' }\n");

        assertThat(EffectiveConfiguration.difference(before, after))
                .extracting(Object::toString)
                .containsExactly(
                        "~ a = 1 → 2",
                        "~ database.password = **** → ****",
                        "~ database.url = \"pg://alice:****@db/x\" → \"pg://alice:****@db/x\"",
                        "+ fresh[0] = true",
                        "- gone = \"x\"");
    }

    @Example
    void shouldPrintNoValue() {
        assertThat(of("a: marked").toString()).doesNotContain("marked");
    }

    @Provide
    Arbitrary<Located.Mapping> layers() {
        return mapping(3);
    }

    private static Arbitrary<Located.Mapping> mapping(int depth) {
        Arbitrary<String> keys = Arbitraries.of("a", "b", "c", "a.b", "d[0]", "");
        return Arbitraries.maps(keys, value(depth)).ofMaxSize(4).map(values -> {
            Map<String, Located.Member> members = new LinkedHashMap<>();
            values.forEach((key, value) -> members.put(key, new Located.Member(value.origin(), value)));
            return new Located.Mapping(new Origin("f", 1, 1), members);
        });
    }

    private static Arbitrary<Located> value(int depth) {
        Arbitrary<Located> scalars = Arbitraries.of("", "x", "1", "1.5", "true", "null", "'1'", "ä\"\\")
                .map(text -> new Located.Scalar(new Origin("f", 1, 1), PlainScalars.ofText(text), text));
        if (depth == 0) {
            return scalars;
        }
        Arbitrary<Located> lists = Arbitraries.lazy(() -> value(depth - 1))
                .list()
                .ofMaxSize(3)
                .map(items -> new Located.Sequence(new Origin("f", 1, 1), items));
        return Arbitraries.oneOf(
                scalars, lists, Arbitraries.lazy(() -> mapping(depth - 1).map(m -> m)));
    }

    private static Located.Mapping merge(Located.Mapping below, Located.Mapping above) {
        return below.under(above, Set.of());
    }

    private static Located.Mapping reversed(Located.Mapping mapping) {
        List<String> keys = new ArrayList<>(mapping.members().keySet());
        Collections.reverse(keys);
        Map<String, Located.Member> members = new LinkedHashMap<>();
        for (String key : keys) {
            Located value = mapping.get(key);
            members.put(
                    key,
                    new Located.Member(
                            value.origin(), value instanceof Located.Mapping inner ? reversed(inner) : value));
        }
        return new Located.Mapping(mapping.origin(), members);
    }

    private static Map<String, Object> shown(EffectiveConfiguration configuration) {
        Map<String, Object> leaves = new LinkedHashMap<>();
        configuration.leaves().forEach(leaf -> leaves.put(leaf.key(), leaf.shown()));
        return leaves;
    }

    private static EffectiveConfiguration of(String yaml) {
        return new EffectiveConfiguration(YamlReader.readMapping(yaml.getBytes(UTF_8), "f", new ArrayList<>())
                .orElseThrow());
    }
}
