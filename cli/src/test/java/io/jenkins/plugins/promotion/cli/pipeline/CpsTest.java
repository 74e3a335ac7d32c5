package io.jenkins.plugins.promotion.cli.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The language: what a script of Jenkins says, means the same here, also with a step in the middle of everything. */
class CpsTest {
    /** A step that waits, so that the loop around it is saved and goes on. */
    private static final String PAUSE = "sleep time: 1, unit: 'MILLISECONDS'\n";

    @TempDir
    private Path folder;

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            [1, 2, 3].each { PAUSE; say it }                                    | 1 2 3
            [1, 2].eachWithIndex { x, i -> PAUSE; say "$x@$i" }                 | 1@0 2@1
            say([1, 2].collect { PAUSE; it * 2 })                               | [2, 4]
            say([1, 2, 3].find { PAUSE; it > 1 })                               | 2
            say([1, 2, 3].findAll { PAUSE; it > 1 })                            | [2, 3]
            say([1, 2].any { PAUSE; it == 2 })                                  | true
            say([1, 2].every { PAUSE; it > 1 })                                 | false
            say([1, 2, 3].inject(10) { a, b -> PAUSE; a + b })                  | 16
            3.times { PAUSE; say it }                                           | 0 1 2
            [a: 1, b: 2].each { k, v -> PAUSE; say "$k=$v" }                    | a=1 b=2
            [a: 1, b: 2].each { PAUSE; say "$it.key:$it.value" }                | a:1 b:2
            for (x in [1, 2]) { PAUSE; say x }                                  | 1 2
            for (e in [a: 1, b: 2]) { PAUSE; say e.key }                        | a b
            for (e in [a: 1].entrySet()) { PAUSE; say e.value }                 | 1
            for (k in [a: 1, b: 2].keySet()) { PAUSE; say k }                   | a b
            for (x in (['x', 'y'] as Set)) { PAUSE; say x }                       | x y
            for (x in 'a,b'.split(',')) { PAUSE; say x }                        | a b
            for (int i = 0; i < 2; i++) { PAUSE; say i }                        | 0 1
            for (i in 1..3) { PAUSE; say i }                                    | 1 2 3
            int i = 0; while (i < 2) { PAUSE; say i++ }                         | 0 1
            (1..2).each { a -> (1..2).each { b -> PAUSE; say a * b } }          | 1 2 2 4
            def x = 'b'; switch (x) { case 'a': say 1; break; case 'b': PAUSE; say 2; break; default: say 3 } | 2
            def n = null; say(n ?: 'none'); say(n == null ? 'a' : 'b')          | none a
            def n = null; say(n?.length())                                      | null
            for (i in 3..2) { PAUSE; say i }                                    | 3 2
            @NonCPS def sizes(l) { l*.size() }; say sizes(['a', 'bb'])          | [1, 2]
            def who = 'alice'; PAUSE; say "hello ${who.toUpperCase()}"          | hello ALICE
            def f(a, b = 2) { PAUSE; a + b }; say f(1); say f(1, 1)             | 3 2
            def m = [run: { PAUSE; say 'in map' }]; m.run()                     | in map
            def c = { PAUSE; name }; c.delegate = [name: 'from delegate']; c.resolveStrategy = Closure.DELEGATE_FIRST; say c() | from delegate
            def add = { a, b -> PAUSE; a + b }; say add.curry(1).call(2)        | 3
            say([3, 1, 2].sort())                                               | [1, 2, 3]
            say([[n: 2], [n: 1]].collectEntries { PAUSE; [(it.n): it.n * 2] })  | [2:4, 1:2]
            say(['b', 'a'].max()); say([1, 2].sum()); say([1, 2].join('-'))     | b 3 1-2
            try { PAUSE; throw new Exception('x') } catch (e) { PAUSE; say e.message } finally { PAUSE; say 'finally' } | x finally
            try { error 'x' } catch (Exception e) { say e.class.name }          | hudson.AbortException
            try { error 'x' } catch (hudson.AbortException e) { say e.message } | x
            @NonCPS def sorted(l) { l.sort { a, b -> b <=> a } }; say sorted([1, 3, 2]) | [3, 2, 1]
            def a = 1; def c = { a++; PAUSE; a }; c(); say a                    | 2
            def (a, b) = [1, 2]; say a + b                                      | 3
            say 5.intdiv(2); say 'abc'[0..1]; say 'x'.padLeft(3, '.')           | 2 ab ..x
            say 'a1b2'.replaceAll(/\\d/) { '#' }                                | a#b#
            assert 1 == 1; say 'ok'                                             | ok
            def o = new Object() { int f() { 7 } }; say o.f()                   | 7
            """)
    void shouldRunGroovyAsJenkinsDoes(String script, String expected) {
        Pipelines pipelines = new Pipelines(folder);

        Result result = pipelines.run("def say(x) { echo '> ' + x }\n" + script.replace("PAUSE; ", PAUSE));

        assertThat(result)
                .describedAs(() -> String.join("\n", pipelines.lines()))
                .isEqualTo(Result.SUCCESS);
        assertThat(String.join(" ", pipelines.said())).isEqualTo(expected);
    }

    @Test
    void shouldRefuseABlockThatJavaCodeWouldCall() {
        Pipelines pipelines = new Pipelines(folder);

        Result result = pipelines.run("[3, 1, 2].sort { a, b -> a <=> b }");

        assertThat(result).isEqualTo(Result.FAILURE);
        assertThat(pipelines.lines()).anyMatch(line -> line.contains("ArrayList.sort") && line.contains("@NonCPS"));
    }

    @Test
    void shouldLetClassesCallStepsButNotFromTheirConstructors() {
        Pipelines pipelines = new Pipelines(folder);
        Result result = pipelines.run("""
                class Ship implements Serializable {
                  def script
                  Ship(script) { this.script = script }
                  def sail(int n) { n.times { script.sh 'true' }; script.echo "> sailed $n"; this }
                }
                new Ship(this).sail(2).sail(1)
                """);
        assertThat(result).isEqualTo(Result.SUCCESS);
        assertThat(pipelines.said()).containsExactly("sailed 2", "sailed 1");

        PipelineRun run =
                new Pipelines(folder).start("class Bad { Bad(script) { script.sleep 1 } }\nnew Bad(this)\necho 'on'");
        assertThat(Pipelines.end(run)).isEqualTo(Result.FAILURE);
        assertThat(run.record().error()).contains("not CPS-transformed");
    }

    /** The transformer of Jenkins cannot do it either, and says so. */
    @Test
    void shouldRefuseTheSpreadOperatorOutsideNonCps() {
        PipelineRun run = new Pipelines(folder).start("echo(['a', 'bb']*.size().toString())");

        assertThat(Pipelines.end(run)).isEqualTo(Result.FAILURE);
        assertThat(run.record().error()).contains("spread not yet supported for CPS transformation");
    }

    @Test
    void shouldNameTheLineOfAnError() {
        Pipelines pipelines = new Pipelines(folder)
                .library("lib", Map.of("vars/ship.groovy", "def call() {\n\n  error 'no ship'\n}\n"));

        PipelineRun run = pipelines.start("@Library('lib') _\n\nstage('Ship') {\n  ship()\n}\n");

        assertThat(Pipelines.end(run)).isEqualTo(Result.FAILURE);
        assertThat(run.record().error())
                .startsWith("no ship")
                .contains("ship.groovy:3")
                .contains("Jenkinsfile:4");
    }

    @Test
    void shouldNameTheLineOfAStepThatFailsLater() {
        PipelineRun run = new Pipelines(folder).start("\nsh 'exit 3'\n");

        assertThat(Pipelines.end(run)).isEqualTo(Result.FAILURE);
        assertThat(run.record().error()).isEqualTo("script returned exit code 3 (Jenkinsfile:2)");
    }

    @Test
    void shouldReportACompilationErrorWithItsLine() {
        PipelineRun run = new Pipelines(folder).start("echo 'a'\nstage('x' {\n");

        assertThat(Pipelines.end(run)).isEqualTo(Result.FAILURE);
        assertThat(run.record().error()).contains("Jenkinsfile: 3");
    }
}
