package io.smsreports.simulator.traffic;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Which codes PAYTYPE_515 has, and how often each. */
public final class PaytypeShares {

    private static final int MILLION = 1_000_000;

    private final int[] codes;
    private final int[] perMillion;

    /**
     * @param perMillion how many rows of a million have a code, by code, not negative; a million in
     *     all
     */
    PaytypeShares(Map<Integer, Integer> perMillion) {
        codes = perMillion.keySet().stream().mapToInt(Integer::intValue).toArray();
        this.perMillion = perMillion.values().stream().mapToInt(Integer::intValue).toArray();
    }

    /** Returns one row's code. */
    int draw(SeededRandom random) {
        int left = random.below(MILLION);
        int i = 0;
        while (left >= perMillion[i]) {
            left -= perMillion[i];
            i++;
        }
        return codes[i];
    }

    /** Reads shares such as {@code 0:0.72,1:0.28}. */
    public static final class Converter implements ITypeConverter<PaytypeShares> {

        @Override
        public PaytypeShares convert(String text) {
            Map<Integer, Integer> shares = new LinkedHashMap<>();
            for (String part : text.split(",", -1)) {
                if (!part.matches("\\d{1,9}:([01]|[01]?\\.\\d{1,6})")) {
                    throw new TypeConversionException(
                            "'"
                                    + text
                                    + "' is no list of codes and shares; write it as 0:0.72,1:0.28,"
                                    + " with up to 6 decimals");
                }
                String[] pair = part.split(":", -1);
                int code = Integer.parseInt(pair[0]);
                int share = new BigDecimal(pair[1]).movePointRight(6).intValueExact();
                if (shares.put(code, share) != null) {
                    throw new TypeConversionException("'" + text + "' has code " + code + " twice");
                }
            }
            if (shares.values().stream().mapToLong(Integer::longValue).sum() != MILLION) {
                throw new TypeConversionException(
                        "the shares in '" + text + "' do not add up to 1");
            }
            return new PaytypeShares(shares);
        }
    }
}
