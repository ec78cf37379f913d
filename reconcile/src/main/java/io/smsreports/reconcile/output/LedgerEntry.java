package io.smsreports.reconcile.output;

import io.smsreports.model.FileStatus;
import io.smsreports.model.RejectReason;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** A row of the ledger. */
public record LedgerEntry(
        long sizeBytes,
        String status,
        long rows,
        long accepted,
        long late,
        long rejected,
        Map<RejectReason, Long> rejectedByReason,
        BigDecimal revenue,
        Optional<Instant> lastRecord,
        Instant readAt) {

    /** Whether nothing of the file was read, so that another row may stand beside this one. */
    boolean isUnread() {
        boolean cameToNothing =
                status.equals(FileStatus.UNREADABLE.name())
                        || status.equals(FileStatus.MISSING.name());
        return cameToNothing && rows == 0;
    }
}
