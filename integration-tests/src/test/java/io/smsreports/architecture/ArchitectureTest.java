package io.smsreports.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Which part of the project may use which: the picture of ARCHITECTURE.md as rules. */
final class ArchitectureTest {

    private static final String[] JOB_PACKAGES = {
        "io.smsreports.job..",
        "io.smsreports.run..",
        "io.smsreports.sql..",
        "io.smsreports.watermark..",
        "io.smsreports.ledger..",
        "io.smsreports.sink..",
        "io.smsreports.ownership..",
        "io.smsreports.reduce..",
        "io.smsreports.source..",
        "io.smsreports.parse..",
        "io.smsreports.failure..",
        "io.smsreports.model..",
        "io.smsreports.storage.."
    };

    private static JavaClasses project;

    @BeforeAll
    static void importMainClasses() {
        project =
                new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages("io.smsreports");
    }

    /** The commands use the reading side, and both use the job; never the other way round. */
    @Test
    void eachProductUsesOnlyWhatLiesBelowIt() {
        check(
                layeredArchitecture()
                        .consideringOnlyDependenciesInLayers()
                        .ensureAllClassesAreContainedInArchitecture()
                        .layer("testing")
                        .definedBy("io.smsreports.testing..")
                        .layer("cli")
                        .definedBy("io.smsreports.cli..")
                        .layer("reconcile")
                        .definedBy("io.smsreports.reconcile..")
                        .layer("simulator")
                        .definedBy("io.smsreports.simulator..")
                        .layer("flink-jobs")
                        .definedBy(JOB_PACKAGES)
                        .whereLayer("testing")
                        .mayNotBeAccessedByAnyLayer()
                        .whereLayer("cli")
                        .mayOnlyAccessLayers("reconcile", "flink-jobs", "simulator")
                        .whereLayer("reconcile")
                        .mayOnlyAccessLayers("flink-jobs")
                        .whereLayer("flink-jobs")
                        .mayNotAccessAnyLayer()
                        .whereLayer("simulator")
                        .mayNotAccessAnyLayer());
    }

    /** The data's way through the job, from the last stage to the first. */
    @Test
    void eachStageOfTheJobUsesOnlyWhatLiesBeforeIt() {
        check(
                layeredArchitecture()
                        .consideringOnlyDependenciesInLayers()
                        .layer("job")
                        .definedBy("io.smsreports.job..")
                        .layer("run")
                        .definedBy("io.smsreports.run..")
                        .layer("sql")
                        .definedBy("io.smsreports.sql..")
                        .layer("watermark")
                        .definedBy("io.smsreports.watermark..")
                        .layer("ledger")
                        .definedBy("io.smsreports.ledger..")
                        .layer("sink")
                        .definedBy("io.smsreports.sink..")
                        .layer("reduce")
                        .definedBy("io.smsreports.reduce..")
                        .layer("source")
                        .definedBy("io.smsreports.source..")
                        .layer("parse")
                        .definedBy("io.smsreports.parse..")
                        .layer("ownership")
                        .definedBy("io.smsreports.ownership..")
                        .layer("failure")
                        .definedBy("io.smsreports.failure..")
                        .layer("model")
                        .definedBy("io.smsreports.model..")
                        .layer("storage")
                        .definedBy("io.smsreports.storage..")
                        .whereLayer("job")
                        .mayNotBeAccessedByAnyLayer()
                        .whereLayer("run")
                        .mayOnlyAccessLayers("sink", "ownership", "failure", "model", "storage")
                        .whereLayer("sql")
                        .mayOnlyAccessLayers("watermark", "sink", "ownership", "model", "storage")
                        .whereLayer("watermark")
                        .mayOnlyAccessLayers(
                                "ledger", "sink", "ownership", "failure", "model", "storage")
                        .whereLayer("ledger")
                        .mayOnlyAccessLayers("sink", "ownership", "model")
                        .whereLayer("sink")
                        .mayOnlyAccessLayers("failure", "ownership", "model", "storage")
                        .whereLayer("ownership")
                        .mayOnlyAccessLayers("failure", "model", "storage")
                        .whereLayer("reduce")
                        .mayOnlyAccessLayers("source", "parse", "model")
                        .whereLayer("source")
                        .mayOnlyAccessLayers("parse", "model", "storage")
                        .whereLayer("parse")
                        .mayOnlyAccessLayers("model")
                        .whereLayer("failure")
                        .mayOnlyAccessLayers("model", "storage")
                        .whereLayer("storage")
                        .mayOnlyAccessLayers("model")
                        .whereLayer("model")
                        .mayNotAccessAnyLayer());
    }

    @Test
    void packagesHaveNoCycles() {
        check(
                slices().matching("io.smsreports.(**)")
                        .should()
                        .beFreeOfCycles()
                        .as("packages should have no cycles"));
    }

    /** So that rows can be parsed, tested and fuzzed without a cluster. */
    @Test
    void parsingKnowsNothingOfFlink() {
        check(
                noClasses()
                        .that()
                        .resideInAPackage("io.smsreports.parse..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage("org.apache.flink.."));
    }

    /** It shares no code with the job, so that its answer key is an opinion of its own. */
    @Test
    void theSimulatorKnowsNothingOfFlink() {
        check(
                noClasses()
                        .that()
                        .resideInAPackage("io.smsreports.simulator..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage("org.apache.flink.."));
    }

    @Test
    void onlyCommandLinesKnowPicocli() {
        check(
                noClasses()
                        .that()
                        .resideOutsideOfPackages(
                                "io.smsreports.job..",
                                "io.smsreports.cli..",
                                "io.smsreports.simulator..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage("picocli.."));
    }

    @Test
    void noClassLiesInTheRootPackage() {
        check(classes().should().resideOutsideOfPackage("io.smsreports"));
    }

    private static void check(ArchRule rule) {
        rule.check(project);
    }
}
