package io.smsreports.sql;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.api.dag.Transformation;

/**
 * Makes the uids of SQL's operators the same at every start, so that a checkpoint finds its
 * operators again. The planner numbers them by a counter that runs through the whole life of a
 * process: a second start in the same one (by the web UI, which plans in the JobManager, or in a
 * test) would get other numbers, and could not resume.
 */
public final class SqlUids {

    /**
     * What the planner makes of {@code table.exec.uid.format}: a number, and the operator's kind.
     */
    private static final Pattern GENERATED = Pattern.compile("(\\d+)_(.+)");

    private SqlUids() {}

    /**
     * Numbers SQL's operators from 1, in the order that the planner gave them.
     *
     * @param ends transformations of a job, such that all others lie before one of them
     */
    public static void renumber(Collection<Transformation<?>> ends) {
        Set<Transformation<?>> all = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Transformation<?> end : ends) {
            all.addAll(end.getTransitivePredecessors());
        }
        TreeMap<Long, List<Transformation<?>>> byNumber = new TreeMap<>();
        for (Transformation<?> transformation : all) {
            Matcher uid = generatedUid(transformation);
            if (uid.matches()) {
                byNumber.computeIfAbsent(Long.valueOf(uid.group(1)), unused -> new ArrayList<>())
                        .add(transformation);
            }
        }
        int number = 0;
        for (List<Transformation<?>> sameNumber : byNumber.values()) {
            number++;
            for (Transformation<?> transformation : sameNumber) {
                Matcher uid = generatedUid(transformation);
                transformation.setUid(uid.replaceFirst(number + "_$2"));
            }
        }
    }

    private static Matcher generatedUid(Transformation<?> transformation) {
        String uid = transformation.getUid();
        return GENERATED.matcher(uid == null ? "" : uid);
    }
}
