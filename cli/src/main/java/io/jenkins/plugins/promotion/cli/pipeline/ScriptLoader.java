package io.jenkins.plugins.promotion.cli.pipeline;

import com.cloudbees.groovy.cps.CpsTransformer;
import com.cloudbees.groovy.cps.NonCPS;
import com.cloudbees.groovy.cps.TransformerConfiguration;
import groovy.lang.GroovyClassLoader;
import groovy.lang.GroovyCodeSource;
import groovy.lang.Script;
import hudson.AbortException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.codehaus.groovy.ast.AnnotatedNode;
import org.codehaus.groovy.ast.AnnotationNode;
import org.codehaus.groovy.ast.ClassCodeVisitorSupport;
import org.codehaus.groovy.ast.ClassNode;
import org.codehaus.groovy.ast.expr.ConstantExpression;
import org.codehaus.groovy.ast.expr.Expression;
import org.codehaus.groovy.ast.expr.ListExpression;
import org.codehaus.groovy.classgen.GeneratorContext;
import org.codehaus.groovy.control.CompilePhase;
import org.codehaus.groovy.control.CompilerConfiguration;
import org.codehaus.groovy.control.SourceUnit;
import org.codehaus.groovy.control.customizers.CompilationCustomizer;
import org.codehaus.groovy.control.customizers.ImportCustomizer;

/** Compiles the copies of the scripts that a run keeps, always the same way, so that saved objects find their classes again. */
final class ScriptLoader {
    private final Map<String, Path> libraries;
    private final GroovyClassLoader loader;
    private final List<String> annotated = new ArrayList<>();
    private Class<?> main;

    ScriptLoader(Map<String, Path> libraries) throws IOException {
        this.libraries = new LinkedHashMap<>(libraries);
        loader = new GroovyClassLoader(PipelineScript.class.getClassLoader(), configuration());
        for (Path library : libraries.values()) {
            loader.addURL(library.resolve("src").toUri().toURL());
            loader.addURL(library.resolve("vars").toUri().toURL());
        }
    }

    private CompilerConfiguration configuration() {
        CompilerConfiguration configuration = new CompilerConfiguration();
        configuration.setSourceEncoding("UTF-8");
        configuration.setScriptBaseClass(PipelineScript.class.getName());
        ImportCustomizer imports = new ImportCustomizer();
        imports.addStarImports(NonCPS.class.getPackageName());
        imports.addImports(Library.class.getName());
        CpsTransformer transformer = new CpsTransformer();
        transformer.setConfiguration(new TransformerConfiguration().withClosureType(PipelineClosure.class));
        configuration.addCompilationCustomizers(imports, new LibraryAnnotations(), transformer);
        return configuration;
    }

    /** Compiles the Jenkinsfile. */
    void compile(Path jenkinsfile) throws IOException {
        // The name becomes the class's and stands in stack traces: Jenkinsfile:12.
        main = loader.parseClass(
                new GroovyCodeSource(Files.readString(jenkinsfile), "Jenkinsfile", "/pipeline"), false);
        main.getName();
    }

    Script newMain() throws ReflectiveOperationException {
        return (Script) main.getDeclaredConstructor().newInstance();
    }

    ClassLoader classes() {
        return loader;
    }

    /** Names in {@code @Library}, with versions. */
    List<String> annotatedLibraries() {
        return List.copyOf(annotated);
    }

    /** The name of a library that is configured. Versions are accepted and ignored: what is on disk is used. */
    String library(String nameAndVersion) throws AbortException {
        String name = nameAndVersion.replaceFirst("@.*", "");
        if (!libraries.containsKey(name)) {
            throw new AbortException("library '" + name + "': expected one of " + libraries.keySet()
                    + ", but was none of them; name its folder when you start the run");
        }
        return name;
    }

    Optional<Script> newVariable(String name, Set<String> loaded) throws ReflectiveOperationException {
        for (String library : loaded) {
            if (Files.isRegularFile(libraries.get(library).resolve("vars").resolve(name + ".groovy"))) {
                return Optional.of(
                        (Script) loader.loadClass(name).getDeclaredConstructor().newInstance());
            }
        }
        return Optional.empty();
    }

    /** The variables that libraries define. */
    Set<String> variableNames(Set<String> loaded) throws IOException {
        Set<String> names = new TreeSet<>();
        for (String library : loaded) {
            Path vars = libraries.get(library).resolve("vars");
            if (Files.isDirectory(vars)) {
                try (Stream<Path> files = Files.list(vars)) {
                    files.map(file -> file.getFileName().toString())
                            .filter(file -> file.endsWith(".groovy"))
                            .forEach(file -> names.add(file.replaceFirst("\\.groovy$", "")));
                }
            }
        }
        return names;
    }

    /** The text of a file in {@code resources/} of a library. */
    String resource(String path, Set<String> loaded) throws IOException {
        for (String library : loaded) {
            Path resources = libraries.get(library).resolve("resources");
            Path file = resources.resolve(path).normalize();
            if (file.startsWith(resources) && Files.isRegularFile(file)) {
                return Files.readString(file);
            }
        }
        throw new AbortException(
                "libraryResource: expected '" + path + "' in resources/ of " + loaded + ", but there is none");
    }

    /** Reads {@code @Library('name') _} and {@code @Library('name') import …}. */
    private final class LibraryAnnotations extends CompilationCustomizer {

        LibraryAnnotations() {
            super(CompilePhase.CONVERSION);
        }

        @Override
        public void call(SourceUnit source, GeneratorContext context, ClassNode type) {
            source.getAST().getImports().forEach(this::read);
            source.getAST().getStarImports().forEach(this::read);
            new ClassCodeVisitorSupport() {
                @Override
                protected SourceUnit getSourceUnit() {
                    return source;
                }

                @Override
                public void visitAnnotations(AnnotatedNode node) {
                    read(node);
                    super.visitAnnotations(node);
                }
            }.visitClass(type);
        }

        private void read(AnnotatedNode node) {
            for (AnnotationNode annotation : node.getAnnotations()) {
                if (annotation.getClassNode().getNameWithoutPackage().equals("Library")) {
                    read(annotation.getMember("value"));
                }
            }
        }

        private void read(Expression value) {
            if (value instanceof ConstantExpression constant) {
                annotated.add(String.valueOf(constant.getValue()));
            } else if (value instanceof ListExpression list) {
                list.getExpressions().forEach(this::read);
            }
        }
    }
}
