package io.smsreports.simulator;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Which codes PAYTYPE_515 has, and how often each.
 *
 * @param codes not negative, each once
 * @param perMillion how many rows of a million have the code at the same place; a million in all
 */
record PaytypeShares(List<Integer> codes, List<Integer> perMillion) {

    private static final int MILLION = 1_000_000;

    PaytypeShares {
        codes = List.copyOf(codes);
        perMillion = List.copyOf(perMillion);
    }

    /** Returns one row's code. */
    int draw(SeededRandom random) {
        int left = random.below(MILLION);
        int i = 0;
        while (left >= perMillion.get(i)) {
            left -= perMillion.get(i);
            i++;
        }
        return codes.get(i);
    }

    /** Reads shares such as {@code 0:0.72,1:0.28}. */
    static final class Text implements ITypeConverter<PaytypeShares> {

        @Override
        public PaytypeShares convert(String text) {
            List<Integer> codes = new ArrayList<>();
            List<Integer> perMillion = new ArrayList<>();
            Set<Integer> seen = new HashSet<>();
            for (String part : text.split(",", -1)) {
                String[] pair = part.split(":", -1);
                if (pair.length != 2 || !pair[0].matches("\\d{1,9}")) {
                    throw unreadable(text);
                }
                int code = Integer.parseInt(pair[0]);
                if (!seen.add(code)) {
                    throw new TypeConversionException("'" + text + "' has code " + code + " twice");
                }
                codes.add(code);
                perMillion.add(perMillion(text, pair[1]));
            }
            if (perMillion.stream().mapToLong(Integer::longValue).sum() != MILLION) {
                throw new TypeConversionException(
                        "the shares in '" + text + "' do not add up to 1");
            }
            return new PaytypeShares(codes, perMillion);
        }

        private static int perMillion(String text, String share) {
            if (!share.matches("[01]|[01]?\\.\\d{1,6}")) {
                throw unreadable(text);
            }
            return new BigDecimal(share).movePointRight(6).intValueExact();
        }

        private static TypeConversionException unreadable(String text) {
            return new TypeConversionException(
                    "'"
                            + text
                            + "' is no list of codes and shares; write it as 0:0.72,1:0.28, with up"
                            + " to 6 decimals");
        }
    }
}
