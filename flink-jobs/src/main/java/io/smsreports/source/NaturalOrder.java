package io.smsreports.source;

import java.util.Comparator;

/**
 * Names as people number them: {@code sms_2} before {@code sms_10}. Runs of digits compare by their
 * value, however long they are; all else by its characters. Names that differ in leading zeros only
 * are not equal: the shorter one comes first.
 */
enum NaturalOrder implements Comparator<String> {
    INSTANCE;

    @Override
    public int compare(String left, String right) {
        int l = 0;
        int r = 0;
        while (l < left.length() && r < right.length()) {
            if (isDigit(left.charAt(l)) && isDigit(right.charAt(r))) {
                int leftEnd = endOfDigits(left, l);
                int rightEnd = endOfDigits(right, r);
                int order =
                        compareNumbers(left.substring(l, leftEnd), right.substring(r, rightEnd));
                if (order != 0) {
                    return order;
                }
                l = leftEnd;
                r = rightEnd;
            } else {
                int order = Character.compare(left.charAt(l), right.charAt(r));
                if (order != 0) {
                    return order;
                }
                l++;
                r++;
            }
        }
        int rest = Integer.compare(left.length() - l, right.length() - r);
        if (rest != 0) {
            return rest;
        }
        int shorter = Integer.compare(left.length(), right.length());
        return shorter != 0 ? shorter : left.compareTo(right);
    }

    private static int compareNumbers(String left, String right) {
        String l = withoutZeros(left);
        String r = withoutZeros(right);
        int longer = Integer.compare(l.length(), r.length());
        return longer != 0 ? longer : l.compareTo(r);
    }

    private static String withoutZeros(String digits) {
        int first = 0;
        while (first < digits.length() - 1 && digits.charAt(first) == '0') {
            first++;
        }
        return digits.substring(first);
    }

    private static int endOfDigits(String text, int from) {
        int end = from;
        while (end < text.length() && isDigit(text.charAt(end))) {
            end++;
        }
        return end;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
