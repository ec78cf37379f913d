package io.smsreports.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.table.api.StatementSet;
import org.apache.flink.table.api.TableEnvironment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PipelineSqlTest {

    private final List<String> executed = new ArrayList<>();
    private final List<String> inserted = new ArrayList<>();

    @Test
    void definesEveryTableBeforeTheReportsThatReadIt() throws Exception {
        packaged().reports(recordingTables(), true, variables());

        assertThat(executed)
                .extracting(PipelineSqlTest::whatItDoes)
                .containsExactly(
                        "CREATE TEMPORARY TABLE paytypes (",
                        "CREATE TEMPORARY VIEW revenue_windows AS",
                        "CREATE TEMPORARY TABLE revenue_15min (",
                        "CREATE TEMPORARY TABLE minmax_15min (",
                        "CREATE TEMPORARY VIEW labelled_windows AS",
                        "CREATE TEMPORARY TABLE count_revenue_15min (",
                        "CREATE TEMPORARY TABLE daily_revenue (",
                        "CREATE TEMPORARY TABLE late_paytypes LIKE paytypes",
                        "CREATE TEMPORARY TABLE late_revenue (");
        assertThat(inserted)
                .extracting(PipelineSqlTest::whatItDoes)
                .containsExactly(
                        "INSERT INTO revenue_15min",
                        "INSERT INTO minmax_15min",
                        "INSERT INTO count_revenue_15min",
                        "INSERT INTO daily_revenue",
                        "INSERT INTO late_revenue");
    }

    @Test
    void knowsNothingOfLateRowsInBatch() throws Exception {
        packaged().reports(recordingTables(), false, variables());

        assertThat(executed).hasSize(7).noneMatch(statement -> statement.contains("late_"));
        assertThat(inserted).hasSize(4).noneMatch(statement -> statement.contains("late_"));
    }

    @Test
    void leavesNoVariableAndNoSemicolonIn() throws Exception {
        packaged().reports(recordingTables(), true, variables());

        assertThat(executed).noneMatch(statement -> statement.contains("${"));
        assertThat(inserted).noneMatch(statement -> statement.contains("${"));
        assertThat(executed).noneMatch(statement -> statement.stripTrailing().endsWith(";"));
        assertThat(inserted).noneMatch(statement -> statement.stripTrailing().endsWith(";"));
    }

    @Test
    void putsValuesInAsTheyAre() throws Exception {
        Map<String, String> variables = variables();
        variables.put("output", "file:/srv/it's \\ $1 ${run};\nreports");

        packaged().reports(recordingTables(), false, variables);

        assertThat(executed.get(2))
                .contains(
                        "'path'          = 'file:/srv/it''s \\ $1 ${run};\nreports/revenue_15min',");
    }

    @ParameterizedTest
    @ValueSource(strings = {"reference", "output", "run", "amount-divisor", "log-published"})
    void refusesAVariableWithoutAValue(String name) throws Exception {
        Map<String, String> variables = variables();
        variables.remove(name);

        assertThatThrownBy(() -> packaged().reports(recordingTables(), true, variables))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageMatching("No value for \\$\\{" + name + "} in \\d0_\\w+\\.sql");
    }

    /** The date of a window in the run's time zone is the job's to know, and not SQL's. */
    @Test
    void filesRowsUnderTheDayOfTheirSlices() throws Exception {
        packaged().reports(recordingTables(), true, variables());

        assertThat(inserted).allMatch(insert -> insert.matches("(?s).*\\bdt\\b.*"));
        assertThat(inserted).noneMatch(insert -> insert.contains("DATE_FORMAT"));
    }

    private static PipelineSql packaged() throws IOException {
        return PipelineSql.packaged();
    }

    private static Map<String, String> variables() {
        return new HashMap<>(
                Map.of(
                        "output", "file:/out",
                        "reference", "file:/ref.csv",
                        "run", "run",
                        "amount-divisor", "10",
                        "log-published", "true"));
    }

    /** The first line that is no comment. */
    private static String whatItDoes(String statement) {
        return statement
                .lines()
                .filter(line -> !line.isBlank() && !line.startsWith("--"))
                .findFirst()
                .orElse("");
    }

    /** A table environment that executes nothing: to make a real one takes seconds. */
    private TableEnvironment recordingTables() {
        return recorder(TableEnvironment.class);
    }

    private <T> T recorder(Class<T> type) {
        Object recorder =
                Proxy.newProxyInstance(
                        type.getClassLoader(),
                        new Class<?>[] {type},
                        (proxy, method, arguments) ->
                                switch (method.getName()) {
                                    case "createStatementSet" -> recorder(StatementSet.class);
                                    case "executeSql" -> {
                                        executed.add((String) arguments[0]);
                                        yield null;
                                    }
                                    case "addInsertSql" -> {
                                        inserted.add((String) arguments[0]);
                                        yield proxy;
                                    }
                                    default ->
                                            throw new UnsupportedOperationException(
                                                    method.getName());
                                });
        return type.cast(recorder);
    }
}
