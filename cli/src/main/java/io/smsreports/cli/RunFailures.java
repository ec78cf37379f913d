package io.smsreports.cli;

import io.smsreports.model.ErrorCode;
import io.smsreports.model.SmsReportsException;
import io.smsreports.storage.PlaceName;
import java.nio.file.Path;
import org.slf4j.Logger;

/**
 * The message of an embedded run that fails: one line, with what stays and what to do. The stack
 * goes to the log.
 *
 * @param isBatch whether nothing is published before the end
 * @param log this process's log file
 * @param logger where stack traces go
 */
record RunFailures(boolean isBatch, Path log, Logger logger) {

    /** Before the job began. The message of a refusal is complete by itself. */
    SmsReportsException notStarted(Exception failure) {
        logger.info("The run did not start.", failure);
        String reason = ErrorMessages.of(failure);
        if (ErrorMessages.isRefusal(failure)) {
            return new SmsReportsException(ErrorCode.COMMAND_REFUSED, reason, failure);
        }
        if (ErrorCode.NOTHING_TO_DO.isCodeOf(failure)) {
            return nothingToDo(reason, failure);
        }
        return new SmsReportsException(
                ErrorCode.COMMAND_FAILED,
                "the run did not start: %s. The stack is in %s."
                        .formatted(reason, PlaceName.shown(log)),
                failure);
    }

    /** While the job was running. */
    SmsReportsException failed(Throwable failure) {
        logger.error("The job failed.", failure);
        if (ErrorMessages.has(failure, ErrorCode.OUTPUT_TAKEN)) {
            return new SmsReportsException(
                    ErrorCode.OUTPUT_TAKEN, ErrorMessages.of(failure), failure);
        }
        return new SmsReportsException(
                ErrorCode.COMMAND_FAILED,
                "the job failed: %s. %s The stack is in %s."
                        .formatted(
                                ErrorMessages.of(failure).replaceFirst("\\.$", ""),
                                isBatch
                                        ? "Nothing of it is published."
                                        : "What is published stays; the same command resumes from"
                                                + " the last checkpoint.",
                                PlaceName.shown(log)),
                failure);
    }

    private static SmsReportsException nothingToDo(String reason, Exception failure) {
        return new SmsReportsException(
                ErrorCode.NOTHING_TO_DO, reason + " Nothing has changed.", failure);
    }

    /**
     * While a batch was being published.
     *
     * @param decided whether any start completes it
     */
    SmsReportsException notPublished(Exception failure, boolean decided) {
        String reason = ErrorMessages.of(failure);
        if (ErrorCode.NOTHING_TO_DO.isCodeOf(failure)) {
            logger.info("The batch had nothing to publish.", failure);
            return nothingToDo(reason, failure);
        }
        if (ErrorCode.OUTPUT_TAKEN.isCodeOf(failure)) {
            logger.info("The batch was not published.", failure);
            return new SmsReportsException(ErrorCode.OUTPUT_TAKEN, reason, failure);
        }
        if (ErrorCode.RUN_REFUSED.isCodeOf(failure)) {
            logger.info("The batch was not published.", failure);
            return new SmsReportsException(
                    ErrorCode.COMMAND_REFUSED, reason + " Nothing has changed.", failure);
        }
        logger.error("The batch could not be published.", failure);
        if (!decided) {
            return new SmsReportsException(
                    ErrorCode.COMMAND_FAILED,
                    "the batch was not published: %s. Nothing of it is published; the same command computes it again. The stack is in %s."
                            .formatted(reason.replaceFirst("\\.$", ""), PlaceName.shown(log)),
                    failure);
        }
        return new SmsReportsException(
                ErrorCode.COMMAND_FAILED,
                "publishing stopped half way: %s. The same command completes it; the stack is in %s."
                        .formatted(reason, PlaceName.shown(log)),
                failure);
    }
}
