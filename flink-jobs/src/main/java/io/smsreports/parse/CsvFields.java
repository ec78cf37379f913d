package io.smsreports.parse;

import java.nio.charset.StandardCharsets;

/**
 * Walks the fields of one line by RFC 4180, for lines that are out of the ordinary. Any bytes will
 * do.
 *
 * <p>A field is quoted if a quote is its very first byte; a quote further on in an unquoted field
 * is plain text. Blanks around a quoted field are text too: before its quote they make it an
 * unquoted field, after it they break the line. Once quotes have been understood, the blanks at
 * both ends of a field's content do not belong to it.
 */
final class CsvFields {

    private final byte[] bytes;
    private final int end;
    private int position;
    private boolean exhausted;
    private boolean broken;
    private boolean quoted;
    private int fieldFrom;
    private int fieldTo;

    /**
     * @param from first byte of the line
     * @param end end of the line, without its LF and a CR before it
     */
    CsvFields(byte[] bytes, int from, int end) {
        this.bytes = bytes;
        this.position = from;
        this.end = end;
    }

    /** Whether the byte is a space or a tab: what is trimmed, and what a blank line is made of. */
    static boolean isBlank(byte value) {
        return value == ' ' || value == '\t';
    }

    /**
     * Moves on to the next field. An empty line has one field, which is empty.
     *
     * @return whether there is one: false after the last field, and from a badly quoted one on
     */
    boolean next() {
        if (exhausted) {
            return false;
        }
        quoted = position < end && bytes[position] == '"';
        if (quoted) {
            fieldFrom = position + 1;
            fieldTo = closingQuote(fieldFrom);
            position = fieldTo + 1;
            broken = fieldTo == end || (position < end && bytes[position] != ',');
        } else {
            fieldFrom = position;
            while (position < end && bytes[position] != ',') {
                position++;
            }
            fieldTo = position;
        }
        exhausted = broken || position == end;
        position++;
        trim();
        return !broken;
    }

    /** Whether a quote was not closed or text followed a closing quote. */
    boolean broken() {
        return broken;
    }

    /** First byte of the field's content. */
    int from() {
        return fieldFrom;
    }

    /**
     * End of the field's content. Doubled quotes in it are still doubled, which is no matter to
     * dates and numbers: none has a quote in it.
     */
    int to() {
        return fieldTo;
    }

    /** The field's content, with doubled quotes made single and invalid UTF-8 replaced. */
    String text() {
        String text = new String(bytes, fieldFrom, fieldTo - fieldFrom, StandardCharsets.UTF_8);
        return quoted ? text.replace("\"\"", "\"") : text;
    }

    /** The place of the first quote that is not doubled, or the line's end. */
    private int closingQuote(int from) {
        int i = from;
        while (i < end) {
            if (bytes[i] == '"') {
                if (i + 1 == end || bytes[i + 1] != '"') {
                    return i;
                }
                i++;
            }
            i++;
        }
        return end;
    }

    private void trim() {
        while (fieldFrom < fieldTo && isBlank(bytes[fieldFrom])) {
            fieldFrom++;
        }
        while (fieldFrom < fieldTo && isBlank(bytes[fieldTo - 1])) {
            fieldTo--;
        }
    }
}
