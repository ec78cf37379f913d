package io.smsreports.storage;

/** A setting of Flink's S3 client that some stores need, and others do without. */
public enum StoreSetting {
    /**
     * The older signature, of version 2: the client then uploads a plain body, without the signed
     * chunks that Ceph refuses when there are none and Swift refuses always.
     */
    SIGNER("s3.signing-algorithm", "S3SignerType"),

    /**
     * The client compares what it reads by itself, instead of having the store do so: Swift refuses
     * the condition in a copy.
     */
    CHANGE_DETECTION("s3.change.detection.mode", "client");

    private final String key;
    private final String value;

    StoreSetting(String key, String value) {
        this.key = key;
        this.value = value;
    }

    /** The key in Flink's configuration. */
    public String key() {
        return key;
    }

    /** The value that such stores need. */
    public String value() {
        return value;
    }

    /** As a line of Flink's configuration. */
    @Override
    public String toString() {
        return key + ": " + value;
    }
}
