#!/usr/bin/env bash
# Expectation: with table.local-time-zone set, a streaming TUMBLE of a day over TIMESTAMP_LTZ counts every row in its local day.
# Version: Apache Flink 2.3.0 (org.apache.flink:flink-table-planner_2.12).
# Behaviour: in zones without summer time it loses most rows, without an error (FLINK-38075); with summer time, and in UTC, it does not.
# Output seen: "UTC: 240 of 240", "Europe/Prague: 240 of 240", "Asia/Shanghai: 44 of 240", "Asia/Tehran: 24 of 240".
# Exit code 0 as long as Flink does so, 1 when it has changed. Needs a JDK 17 and Maven.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat >pom.xml <<'POM'
<project>
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId><artifactId>finding</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>org.apache.flink</groupId><artifactId>flink-clients</artifactId><version>2.3.0</version></dependency>
    <dependency><groupId>org.apache.flink</groupId><artifactId>flink-table-planner_2.12</artifactId><version>2.3.0</version></dependency>
    <dependency><groupId>org.apache.flink</groupId><artifactId>flink-table-api-java-bridge</artifactId><version>2.3.0</version></dependency>
    <dependency><groupId>org.apache.flink</groupId><artifactId>flink-table-runtime</artifactId><version>2.3.0</version></dependency>
  </dependencies>
</project>
POM
cat >Days.java <<'JAVA'
import java.time.Instant;
import java.time.ZoneId;
import org.apache.flink.api.common.eventtime.*;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.Schema;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apache.flink.types.Row;
import org.apache.flink.util.CloseableIterator;

public class Days {
    /** Ten days of a row an hour, in order; a watermark after each row. */
    static long counted(String zone) throws Exception {
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        env.setParallelism(1);
        StreamTableEnvironment tables = StreamTableEnvironment.create(env);
        tables.getConfig().setLocalTimeZone(ZoneId.of(zone));
        long start = Instant.parse("2020-09-01T00:00:00Z").toEpochMilli();
        var rows =
                env.fromSequence(0, 239)
                        .map(hour -> Row.of(Instant.ofEpochMilli(start + hour * 3_600_000L)))
                        .returns(Types.ROW_NAMED(new String[] {"ts"}, Types.INSTANT))
                        .assignTimestampsAndWatermarks(
                                WatermarkStrategy.<Row>forGenerator(
                                                context ->
                                                        new WatermarkGenerator<Row>() {
                                                            public void onEvent(Row row, long millis, WatermarkOutput out) {
                                                                out.emitWatermark(new Watermark(millis));
                                                            }

                                                            public void onPeriodicEmit(WatermarkOutput out) {}
                                                        })
                                        .withTimestampAssigner((row, old) -> row.<Instant>getFieldAs(0).toEpochMilli()));
        tables.createTemporaryView(
                "sms",
                rows,
                Schema.newBuilder().column("ts", "TIMESTAMP_LTZ(3)").watermark("ts", "SOURCE_WATERMARK()").build());
        long counted = 0;
        try (CloseableIterator<Row> days =
                tables.executeSql(
                                "SELECT COUNT(*) FROM TABLE(TUMBLE(TABLE sms, DESCRIPTOR(ts), INTERVAL '1' DAY))"
                                        + " GROUP BY window_start, window_end")
                        .collect()) {
            while (days.hasNext()) {
                counted += days.next().<Long>getFieldAs(0);
            }
        }
        System.out.println(zone + ": " + counted + " of 240");
        return counted;
    }

    public static void main(String[] arguments) throws Exception {
        boolean right = counted("UTC") == 240 & counted("Europe/Prague") == 240;
        boolean lost = counted("Asia/Shanghai") < 240 & counted("Asia/Tehran") < 240;
        System.exit(right && lost ? 0 : 1);
    }
}
JAVA
mvn -q dependency:copy-dependencies -DoutputDirectory=lib
javac -cp 'lib/*' Days.java
java --add-opens java.base/java.lang=ALL-UNNAMED --add-opens java.base/java.util=ALL-UNNAMED --add-opens java.base/java.time=ALL-UNNAMED \
  -cp 'lib/*:.' Days 2>/dev/null
