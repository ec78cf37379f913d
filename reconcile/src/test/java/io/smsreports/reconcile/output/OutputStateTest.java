package io.smsreports.reconcile.output;

import static org.assertj.core.api.Assertions.assertThat;

import io.smsreports.model.LocalDays;
import io.smsreports.run.ClosedOutput;
import io.smsreports.run.RunMode;
import io.smsreports.run.RunRecord;
import io.smsreports.run.RunStatus;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What run.json and closed.json, each there or not, say of an output. */
final class OutputStateTest {

    private static final LocalDate LAST_DAY = LocalDate.of(2020, 8, 31);
    private static final Instant WINDOW = Instant.parse("2020-08-31T00:15:00Z");
    private static final Map<String, String> DELAY = Map.of("--watermark-delay", "PT10M");

    private static final OutputState BATCH =
            new OutputState(run(RunMode.BATCH, Map.of()), Optional.empty());
    private static final OutputState LIVE =
            new OutputState(run(RunMode.STREAMING, DELAY), Optional.empty());
    private static final OutputState CLOSED =
            new OutputState(run(RunMode.STREAMING, DELAY), closed(false));
    private static final OutputState UNKNOWN = new OutputState(Optional.empty(), Optional.empty());

    @Test
    void aBatchAndAClosedStreamAreComplete() {
        OutputTotals totals = new OutputTotals(LocalDays.UTC);

        assertThat(BATCH.isComplete(totals)).isTrue();
        assertThat(CLOSED.isComplete(totals)).isTrue();
        assertThat(LIVE.isComplete(totals)).isFalse();
    }

    @Test
    void ofAnUnknownRunOpenWindowsOrDaysDecideWhetherItIsComplete() {
        OutputTotals openWindow = new OutputTotals(LocalDays.UTC);
        openWindow.provisional.put(
                WindowKey.ofCode(WINDOW, LocalDays.UTC, 1),
                new WindowTotals(RecordSum.NOTHING, new MinMax(BigDecimal.ZERO, BigDecimal.ZERO)));
        OutputTotals openDay = new OutputTotals(LocalDays.UTC);
        openDay.provisionalDays.put(LAST_DAY, BigDecimal.ONE);

        assertThat(UNKNOWN.isComplete(new OutputTotals(LocalDays.UTC))).isTrue();
        assertThat(UNKNOWN.isComplete(openWindow)).isFalse();
        assertThat(UNKNOWN.isComplete(openDay)).isFalse();
    }

    @Test
    void onlyAStreamMayHaveLeftACommitUntilThatIsConfirmed() {
        assertThat(BATCH.mayHaveLeftACommit()).isFalse();
        assertThat(LIVE.mayHaveLeftACommit()).isTrue();
        assertThat(CLOSED.mayHaveLeftACommit()).isTrue();
        assertThat(
                        new OutputState(run(RunMode.STREAMING, DELAY), closed(true))
                                .mayHaveLeftACommit())
                .isFalse();
    }

    @Test
    void describesWhoseOutputItIsAndHowItEnded() {
        assertThat(BATCH.description()).isEqualTo("batch run a");
        assertThat(LIVE.description()).isEqualTo("streaming run a, not closed");
        assertThat(CLOSED.description())
                .isEqualTo("streaming run a, closed by drain at 2020-09-01T00:01:00Z");
        assertThat(UNKNOWN.description())
                .isEqualTo("without its _sms-reports/run.json, not closed");
    }

    @Test
    void givesWhatIsAtRiskAsRevenueRoundedHalfUp() {
        AtRisk charged = AtRisk.ofRow(Optional.of(new BigDecimal("0.0000045")));

        assertThat(withDivisor("1").withRevenue(charged).atRisk())
                .contains(new BigDecimal("0.000005"));
        assertThat(withDivisor("10").withRevenue(charged).atRisk())
                .contains(new BigDecimal("0.000000"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-10", "ten"})
    void knowsNoRevenueByADivisorThatIsNone(String divisor) {
        AtRisk charged = AtRisk.ofRow(Optional.of(BigDecimal.TEN));

        assertThat(withDivisor(divisor).withRevenue(charged)).isEqualTo(charged);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "2020-08-31T00:24:59.999Z, true",
        "2020-08-31T00:25:00Z, false",
    })
    void aWindowWasClosedByTheOperatorUnlessARecordCameADelayAfterItsEnd(
            Instant newest, boolean byOperator) {
        assertThat(CLOSED.wasClosedByOperator(WINDOW, Optional.of(newest), LocalDays.UTC))
                .isEqualTo(byOperator);
        assertThat(LIVE.wasClosedByOperator(WINDOW, Optional.of(newest), LocalDays.UTC)).isFalse();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "2020-08-30T23:45:00Z, false, a window of the day before the last",
        "2020-08-31T00:00:00Z, false, the day before the last",
        "2020-08-31T00:15:00Z, true, the first window of the last day",
        "2020-09-01T00:00:00Z, true, the last day",
    })
    void withoutTheNewestRecordOrTheDelayTheLastDayDecides(
            Instant end, boolean byOperator, String what) {
        Optional<Instant> late = Optional.of(Instant.parse("2020-12-31T00:00:00Z"));
        Optional<ClosedOutput> byAnother = closedBy("another run", Optional.of(LAST_DAY));

        assertThat(CLOSED.wasClosedByOperator(end, Optional.empty(), LocalDays.UTC))
                .isEqualTo(byOperator);
        for (Optional<RunRecord> run :
                List.of(
                        run(RunMode.STREAMING, Map.of()),
                        run(RunMode.STREAMING, Map.of("--watermark-delay", "soon")),
                        Optional.<RunRecord>empty())) {
            assertThat(
                            new OutputState(run, closed(false))
                                    .wasClosedByOperator(end, late, LocalDays.UTC))
                    .isEqualTo(byOperator);
        }
        assertThat(
                        new OutputState(run(RunMode.BATCH, DELAY), byAnother)
                                .wasClosedByOperator(end, late, LocalDays.UTC))
                .isEqualTo(byOperator);
    }

    @Test
    void anOutputThatWasClosedWithoutARowHasNoWindowOfTheOperator() {
        OutputState empty = new OutputState(Optional.empty(), closedBy("a", Optional.empty()));

        assertThat(empty.wasClosedByOperator(WINDOW, Optional.empty(), LocalDays.UTC)).isFalse();
    }

    private static OutputState withDivisor(String divisor) {
        return new OutputState(
                run(RunMode.STREAMING, Map.of("--amount-divisor", divisor)), Optional.empty());
    }

    private static Optional<RunRecord> run(RunMode mode, Map<String, String> settings) {
        return Optional.of(
                new RunRecord(
                        "a",
                        mode,
                        "in",
                        "reference",
                        "checkpoints",
                        settings,
                        Instant.EPOCH,
                        RunStatus.RUNNING,
                        Optional.empty(),
                        true,
                        List.of()));
    }

    private static Optional<ClosedOutput> closed(boolean confirmed) {
        return closedBy("a", Optional.of(LAST_DAY), confirmed);
    }

    private static Optional<ClosedOutput> closedBy(String run, Optional<LocalDate> lastDay) {
        return closedBy(run, lastDay, false);
    }

    private static Optional<ClosedOutput> closedBy(
            String run, Optional<LocalDate> lastDay, boolean confirmed) {
        return Optional.of(
                new ClosedOutput(
                        run,
                        Instant.parse("2020-09-01T00:01:00Z"),
                        ClosedOutput.By.DRAIN,
                        lastDay,
                        7,
                        confirmed));
    }
}
