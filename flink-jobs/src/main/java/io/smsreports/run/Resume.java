package io.smsreports.run;

import static java.util.Objects.requireNonNull;

/** Where {@code --resume} lets a streaming run begin. */
public sealed interface Resume {

    /** From the newest complete checkpoint or savepoint of the output's run. */
    record Newest() implements Resume {}

    /** From the beginning of the input, under a new run. */
    record Never() implements Resume {}

    /**
     * From the checkpoint or savepoint that the user names.
     *
     * @param path its folder, or the {@code _metadata} file in it
     */
    record From(String path) implements Resume {
        public From {
            requireNonNull(path, "path");
        }
    }

    /** Reads the setting's value: {@code auto}, {@code none}, or else a path. */
    public static Resume of(String value) {
        return switch (value) {
            case "auto" -> new Newest();
            case "none" -> new Never();
            default -> new From(value);
        };
    }
}
