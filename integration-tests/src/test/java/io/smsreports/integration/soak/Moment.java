package io.smsreports.integration.soak;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** When something is done to a running job: at any time, or as soon as it leaves some trace. */
enum Moment {
    ANY_TIME(""),
    /** A file of an output is being written: a hidden one, or in a bucket an upload. */
    FILE_BEGUN(".*/(\\.[^/]*inprogress[^/]*|\\.?[^/]*mpus[^/]*|_tmp_[^/]*|[^/]*_tmp_[^/]*)"),
    CHECKPOINT_BEGUN(".*/chk-\\d+"),
    /** Just before its commits, or within them. */
    CHECKPOINT_WRITTEN(".*/chk-\\d+/_metadata"),
    /** A sink has asked for the commit of a checkpoint, and nothing of it is committed yet. */
    COMMIT_ADMITTED(".*/_sms-reports/commits/[^/]+/\\d+"),
    WINDOW_PUBLISHED(".*/[a-z]+_(revenue_)?15min/dt=[^/]+/[^./][^/]*\\.csv"),
    /** The savepoint of a stop; its commits come now. */
    SAVEPOINT_WRITTEN(".*/savepoint-[^/]+/_metadata"),
    OUTPUT_CLOSED(".*/_sms-reports/closed\\.json"),
    BATCH_STAGED(".*/_staging/[^/]+/[^_].*"),
    PUBLICATION_DECIDED(".*/_sms-reports/publish\\.json"),
    DAY_PUBLISHED(".*/daily_revenue/dt=[^/]+/[^./][^/]*\\.csv");

    private final String trace;

    Moment(String trace) {
        this.trace = trace;
    }

    /** The form of a name that shows the moment; empty if none does. */
    Optional<Pattern> trace() {
        return Optional.of(trace).filter(form -> !form.isEmpty()).map(Pattern::compile);
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
