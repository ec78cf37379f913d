package io.smsreports.run;

import io.smsreports.model.SmsReportsException;
import java.io.IOException;
import java.util.Optional;

/** The start rules of a batch: it begins on an output without reports, or overwrites them. */
final class BatchStart {

    private final OutputAtStart output;
    private final RunRequest request;
    private final Optional<RunRecord> run;

    BatchStart(OutputAtStart output) {
        this.output = output;
        this.request = output.request();
        this.run = output.run();
    }

    /**
     * Decides whether the run may start.
     *
     * @throws SmsReportsException if it may not
     */
    RunStart decide() throws IOException {
        if (request.resume() instanceof Resume.From named) {
            throw Refusal.resumedBatch(named.path());
        }
        if (output.published().isPresent()
                && run.filter(done -> done.computesTheSame(request)).isPresent()) {
            return new RunStart(
                    run.get().runId(),
                    false,
                    Optional.empty(),
                    run.get().checkpoints(),
                    output.published(),
                    false,
                    Optional.empty(),
                    Optional.empty());
        }
        if (run.isPresent() && run.get().mode() != RunMode.BATCH) {
            refuseStreamingOutput(run.get());
        }
        Optional<String> report = output.firstReport();
        if (report.isPresent() && !request.overwrite()) {
            throw Refusal.holdsReports(request, report.get());
        }
        if (report.isPresent() && run.isPresent()) {
            refuseOtherDivisor(run.get());
            refuseOtherTimeZone(run.get());
        }
        if (run.isPresent()) {
            output.requireLog();
        }
        return output.beginBatch(run.filter(old -> report.isPresent()));
    }

    /** Revenue by two measures in one output adds up to nothing. */
    private void refuseOtherDivisor(RunRecord holder) throws SmsReportsException {
        String old = holder.settings().get(RunRecord.AMOUNT_DIVISOR);
        String asked = request.settings().get(RunRecord.AMOUNT_DIVISOR);
        if (old != null && asked != null && !old.equals(asked)) {
            throw Refusal.otherDivisor(request, old, asked);
        }
    }

    /** A row near midnight would be in two days, or in none. */
    private void refuseOtherTimeZone(RunRecord holder) throws SmsReportsException {
        String old = RunRecord.timeZoneIn(holder.settings());
        String asked = RunRecord.timeZoneIn(request.settings());
        if (!old.equals(asked)) {
            throw Refusal.otherTimeZone(request, old, asked);
        }
    }

    private void refuseStreamingOutput(RunRecord streaming) throws IOException {
        if (output.closed().isEmpty()) {
            throw Refusal.resumable(request, streaming);
        }
        ClosedOutput closed = output.closed().get();
        if (output.restorable().isEmpty()) {
            throw Refusal.logGone(request, streaming);
        }
        if (output.unconfirmedEnd().isPresent()) {
            throw Refusal.unconfirmedCommit(request, streaming, closed);
        }
        if (!request.overwrite()) {
            throw Refusal.closedStreaming(request, streaming, closed);
        }
    }
}
