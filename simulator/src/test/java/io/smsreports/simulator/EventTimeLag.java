package io.smsreports.simulator;

import java.time.Duration;
import java.time.LocalDateTime;
import java.util.List;

/** How far rows stand behind the greatest RECORD_DATE before them. */
record EventTimeLag(Duration greatest, long rowsTwoMinutesBehind) {

    static EventTimeLag of(List<CdrRow> rows) {
        LocalDateTime latest = rows.get(0).recordDate();
        Duration greatest = Duration.ZERO;
        long twoMinutesBehind = 0;
        for (CdrRow row : rows) {
            if (row.recordDate().isAfter(latest)) {
                latest = row.recordDate();
            }
            Duration lag = Duration.between(row.recordDate(), latest);
            if (lag.compareTo(greatest) > 0) {
                greatest = lag;
            }
            if (lag.compareTo(Duration.ofMinutes(2)) >= 0) {
                twoMinutesBehind++;
            }
        }
        return new EventTimeLag(greatest, twoMinutesBehind);
    }
}
