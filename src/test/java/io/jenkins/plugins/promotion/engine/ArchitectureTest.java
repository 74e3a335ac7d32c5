package io.jenkins.plugins.promotion.engine;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.AndFullName.Predicates.fullNameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.jenkins.plugins.promotion.engine.preflight.Check;
import io.jenkins.plugins.promotion.engine.rollback.Restorable;
import io.jenkins.plugins.promotion.engine.rollout.Rollout;
import io.jenkins.plugins.promotion.engine.traffic.Slot;
import io.jenkins.plugins.promotion.engine.traffic.TrafficSplit;

/** The layers of the design: hosts → engine → its packages → journal; and a few habits that the code keeps. */
@AnalyzeClasses(packages = "io.jenkins.plugins.promotion", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String ENGINE = "io.jenkins.plugins.promotion.engine";

    /** Words that every package may use, whatever package they live in: the two slots, and what others implement. */
    private static final DescribedPredicate<JavaClass> COMMON_WORDS = describe(
            "a common word",
            type -> type.isEquivalentTo(Slot.class)
                    || type.isEquivalentTo(TrafficSplit.class)
                    || type.isEquivalentTo(Check.class)
                    || type.isEquivalentTo(Restorable.class)
                    || type.isEquivalentTo(Restorable.Restored.class));

    @ArchTest
    static final ArchRule shouldKeepTheEngineFreeOfHosts = classes()
            .that()
            .resideInAPackage(ENGINE + "..")
            .should()
            .onlyDependOnClassesThat(resideInAPackage(ENGINE + "..")
                    .or(resideInAPackage("java.."))
                    .or(resideInAPackage("javax.crypto.."))
                    .or(resideInAPackage("javax.net.."))
                    .or(resideInAPackage("javax.naming.."))
                    .or(resideInAPackage("javax.security.."))
                    .or(resideInAPackage("org.w3c.dom.."))
                    .or(resideInAPackage("org.xml.sax.."))
                    .or(resideInAPackage("javax.xml.."))
                    .or(resideInAPackage("com.fasterxml.jackson.."))
                    .or(resideInAPackage("org.yaml.snakeyaml.."))
                    .or(resideInAPackage("com.networknt.."))
                    .or(describe("a primitive or an array of one", JavaClass::isPrimitive))
                    .or(describe("an array", JavaClass::isArray)))
            .because("the engine runs in Jenkins and on the command line, so it may know neither of them");

    @ArchTest
    static final ArchRule shouldHaveNoCycleBetweenPackages = slices().matching(ENGINE + ".(*)..")
            .should()
            .beFreeOfCycles()
            .ignoreDependency(DescribedPredicate.alwaysTrue(), COMMON_WORDS);

    @ArchTest
    static final ArchRule shouldNotLetAPackageKnowItsFacade = noClasses()
            .that()
            .resideInAPackage(ENGINE + ".*..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(ENGINE)
            .because("dependencies point from the façade to the packages");

    @ArchTest
    static final ArchRule shouldBuildTheJournalOnFindingsOnly = noClasses()
            .that()
            .resideInAPackage(ENGINE + ".journal..")
            .should()
            .dependOnClassesThat(resideInAPackage(ENGINE + "..")
                    .and(DescribedPredicate.not(resideInAPackage(ENGINE + ".journal..")))
                    .and(DescribedPredicate.not(resideInAPackage(ENGINE + ".finding.."))))
            .because("everything stands on the journal");

    @ArchTest
    static final ArchRule shouldBuildFindingsOnNothing = noClasses()
            .that()
            .resideInAPackage(ENGINE + ".finding..")
            .should()
            .dependOnClassesThat(resideInAPackage(ENGINE + "..")
                    .and(DescribedPredicate.not(resideInAPackage(ENGINE + ".finding.."))));

    @ArchTest
    static final ArchRule shouldDecideARolloutWithoutTheWorld = noClasses()
            .that()
            .areAssignableTo(Rollout.class)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "java.io..",
                    "java.nio..",
                    "java.net..",
                    "java.util.concurrent..",
                    ENGINE + ".journal..",
                    ENGINE + ".lease..")
            .because("the core is pure: it decides, and a simulation can drive it");

    @ArchTest
    static final ArchRule shouldReadNoWallClockInARollout = noClasses()
            .that()
            .resideInAPackage(ENGINE + ".rollout..")
            .should()
            .callMethodWhere(target(
                            fullNameMatching(
                                    "java\\.time\\.(Instant|LocalDateTime|LocalTime|LocalDate|ZonedDateTime|OffsetDateTime)\\.now\\(.*\\)"))
                    .or(target(fullNameMatching("java\\.time\\.Clock\\.system.*\\(.*\\)")))
                    .or(target(fullNameMatching("java\\.lang\\.System\\.(currentTimeMillis|nanoTime)\\(\\)")))
                    .or(target(fullNameMatching("java\\.lang\\.Math\\.random\\(\\)"))))
            .because("time comes in with the events, so that virtual time can");

    @ArchTest
    static final ArchRule shouldNotLogAroundSecrets = noClasses()
            .that()
            .resideInAPackage(ENGINE + ".secrets..")
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.lang.System$Logger")
            .orShould()
            .dependOnClassesThat()
            .resideInAnyPackage("java.util.logging..", "org.slf4j..");

    @ArchTest
    static final ArchRule shouldNotPrintFromTheEngine = noClasses()
            .that()
            .resideInAPackage(ENGINE + "..")
            .should()
            .accessField(System.class, "out")
            .orShould()
            .accessField(System.class, "err")
            .orShould()
            .callMethod(Throwable.class, "printStackTrace")
            .because("a host decides what is shown, and where");

    @ArchTest
    static final ArchRule shouldNotThrowAnExceptionWithoutContext = noClasses()
            .that()
            .resideInAPackage(ENGINE + "..")
            .should()
            .callConstructorWhere(describe("of an exception of the JDK, without an argument", call -> {
                JavaClass exception = call.getTargetOwner();
                return exception.isAssignableTo(Exception.class)
                        && exception.getPackageName().startsWith("java.")
                        && call.getTarget().getRawParameterTypes().isEmpty()
                        // Interruption says all there is to say; an exception of our own says it in its constructor.
                        && !exception.isEquivalentTo(InterruptedException.class)
                        && !call.getOriginOwner().isAssignableTo(Exception.class);
            }))
            .because("an error names the thing, what was expected, what was found, and what to do");

    @ArchTest
    static final ArchRule shouldNameClassesAfterWhatTheyAre = noClasses()
            .should()
            .haveNameMatching(".*(Util|Utils|Manager|(?<!\\$Descriptor)Impl|Helper|Helpers)")
            .because(
                    "a concept is a noun that a newcomer can guess; DescriptorImpl is what every Jenkins plugin calls its form");
}
