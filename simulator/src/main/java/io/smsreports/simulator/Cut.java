package io.smsreports.simulator;

import java.util.ArrayList;
import java.util.List;

/**
 * How many rows each file gets, in name order. The header, which only the first file has, is not a
 * row.
 *
 * @param rowsPerFile at least one file
 */
record Cut(List<Long> rowsPerFile) {

    Cut {
        if (rowsPerFile.isEmpty()) {
            throw new IllegalArgumentException("a cut needs at least one file");
        }
        rowsPerFile = List.copyOf(rowsPerFile);
    }

    /**
     * Returns the cut that {@code split -l linesPerFile} makes of one file of a header and {@code
     * rows} rows: the header takes one of the first file's lines, the last file gets what is left.
     */
    static Cut likeSplit(long rows, int linesPerFile) {
        List<Long> rowsPerFile = new ArrayList<>();
        long first = Math.min(rows, linesPerFile - 1L);
        rowsPerFile.add(first);
        for (long left = rows - first; left > 0; left -= linesPerFile) {
            rowsPerFile.add(Math.min(left, linesPerFile));
        }
        return new Cut(rowsPerFile);
    }

    /** Returns the cut into {@code files} files whose row counts differ by at most one. */
    static Cut evenly(long rows, int files) {
        List<Long> rowsPerFile = new ArrayList<>(files);
        for (int file = 0; file < files; file++) {
            rowsPerFile.add(rows / files + (file < rows % files ? 1 : 0));
        }
        return new Cut(rowsPerFile);
    }

    /** Returns how many files the rows are cut into. */
    int files() {
        return rowsPerFile.size();
    }

    /**
     * Returns a file's name, {@code chunk_aa.csv} for number 0: suffixes as {@code split} gives
     * them, two letters up to {@code yz}, then {@code zaaa}, then {@code zzaaaa}, so that name
     * order is number order however many files there are.
     */
    static String name(int file) {
        int number = file;
        int letters = 2;
        int ofThisLength = 25 * 26;
        StringBuilder suffix = new StringBuilder();
        while (number >= ofThisLength) {
            number -= ofThisLength;
            ofThisLength *= 26;
            letters++;
            suffix.append('z');
        }
        int place = ofThisLength / 25;
        for (int letter = 0; letter < letters; letter++) {
            suffix.append((char) ('a' + number / place));
            number %= place;
            place /= 26;
        }
        return "chunk_" + suffix + ".csv";
    }
}
