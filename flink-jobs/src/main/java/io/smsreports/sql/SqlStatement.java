package io.smsreports.sql;

import io.smsreports.model.ErrorCode;
import io.smsreports.model.SmsReportsException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A statement of a SQL file, as it is written and as its words: names, numbers, quoted text with
 * its quotes, and signs, without comments. It is taken apart here, and not by Flink's parser, so
 * that commands that only read an output need not load the planner.
 *
 * @param file the file's name, for messages
 * @param line where it begins, from 1
 * @param text the statement without its semicolon
 * @param words what it consists of
 */
record SqlStatement(String file, int line, String text, List<String> words) {

    /**
     * The statements of a file.
     *
     * @throws SmsReportsException if a quote or a comment has no end
     */
    static List<SqlStatement> of(String file, String text) throws SmsReportsException {
        return new Scanner(file, text).scan();
    }

    /** Whether it begins with these words, in any case. */
    boolean startsWith(String... keywords) {
        if (words.size() < keywords.length) {
            return false;
        }
        for (int i = 0; i < keywords.length; i++) {
            if (!words.get(i).equalsIgnoreCase(keywords[i])) {
                return false;
            }
        }
        return true;
    }

    /** The words that follow one of these keywords, as names: without backticks. */
    List<String> namesAfter(String... keywords) {
        List<String> names = new ArrayList<>();
        for (int i = 1; i < words.size(); i++) {
            String before = words.get(i - 1).toUpperCase(Locale.ROOT);
            if (List.of(keywords).contains(before)) {
                names.add(name(words.get(i)));
            }
        }
        return names;
    }

    /** A word as a name: without backticks. */
    static String name(String word) {
        return word.startsWith("`") ? unquoted(word) : word;
    }

    /** What a quoted text or name stands for. */
    static String unquoted(String word) {
        String quote = word.substring(0, 1);
        return word.substring(1, word.length() - 1).replace(quote + quote, quote);
    }

    /** What is wrong with it, with the file and line. */
    SmsReportsException problem(String problem) {
        return new SmsReportsException(ErrorCode.SQL_INVALID, file + ":" + line + ": " + problem);
    }

    /** Reads a file from its beginning to its end. */
    private static final class Scanner {

        private final String file;
        private final String text;
        private final List<SqlStatement> statements = new ArrayList<>();

        private List<String> words = new ArrayList<>();
        private int begin;
        private int firstWord = -1;
        private int at;

        Scanner(String file, String text) {
            this.file = file;
            this.text = text;
        }

        List<SqlStatement> scan() throws SmsReportsException {
            while (at < text.length()) {
                char c = text.charAt(at);
                if (Character.isWhitespace(c)) {
                    at++;
                } else if (text.startsWith("--", at)) {
                    int end = text.indexOf('\n', at);
                    at = end < 0 ? text.length() : end;
                } else if (text.startsWith("/*", at)) {
                    at = endOf("*/", at + 2, "a comment");
                } else if (c == ';') {
                    endStatement();
                    at++;
                    begin = at;
                } else {
                    word(c);
                }
            }
            endStatement();
            return statements;
        }

        private void word(char first) throws SmsReportsException {
            int start = at;
            if (firstWord < 0) {
                firstWord = start;
            }
            if (first == '\'' || first == '`') {
                at = endOfQuoted(first);
            } else {
                at++;
                while (isPartOfName(first) && at < text.length() && isPartOfName(text.charAt(at))) {
                    at++;
                }
            }
            words.add(text.substring(start, at));
        }

        private static boolean isPartOfName(char c) {
            return c == '_' || Character.isLetterOrDigit(c);
        }

        /** A quote within is written twice. */
        private int endOfQuoted(char quote) throws SmsReportsException {
            int end = endOf(String.valueOf(quote), at + 1, "a quote");
            while (end < text.length() && text.charAt(end) == quote) {
                end = endOf(String.valueOf(quote), end + 1, "a quote");
            }
            return end;
        }

        private int endOf(String mark, int from, String what) throws SmsReportsException {
            int found = text.indexOf(mark, from);
            if (found < 0) {
                throw new SmsReportsException(
                        ErrorCode.SQL_INVALID,
                        file + ":" + lineOf(at) + ": " + what + " begins here and has no end");
            }
            return found + mark.length();
        }

        private void endStatement() {
            if (!words.isEmpty()) {
                statements.add(
                        new SqlStatement(
                                file,
                                lineOf(firstWord),
                                text.substring(begin, at).strip(),
                                List.copyOf(words)));
            }
            words = new ArrayList<>();
            firstWord = -1;
        }

        private int lineOf(int index) {
            return 1 + (int) text.substring(0, index).chars().filter(c -> c == '\n').count();
        }
    }
}
