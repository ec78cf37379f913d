package io.smsreports.storage;

import java.nio.file.Path;

/** The folder that default places such as {@code data/output} lie in. */
public final class ProjectHome {

    /** The system property that names it; the launcher sets it. */
    public static final String PROPERTY = "sms-reports.home";

    private ProjectHome() {}

    /** The folder that the launcher names, else the current one; absolute. */
    public static Path folder() {
        return Path.of(System.getProperty(PROPERTY, "")).toAbsolutePath();
    }
}
