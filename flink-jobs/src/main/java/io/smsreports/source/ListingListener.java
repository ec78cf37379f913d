package io.smsreports.source;

import org.apache.flink.core.fs.Path;

/** Is called with what a listing of the input folder does not read, and why. */
@FunctionalInterface
interface ListingListener {

    /** Ignores it. */
    ListingListener NONE = (reason, path) -> {};

    /** Why a path is not read. */
    enum Reason {
        /** A folder that this process may not list; it is in the listing as an empty file. */
        UNREADABLE_FOLDER,
        /** A link to what is listed under another path; what it leads to is not listed again. */
        LISTED_ELSEWHERE,
        /** A link out of the input folder; it is in the listing as an empty file. */
        LEADS_OUT,
        /** An object whose key is no path; it is in the listing, and is not opened. */
        FOLDED_KEY
    }

    /** A path that is not read. */
    void notRead(Reason reason, Path path);
}
