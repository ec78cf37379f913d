package io.smsreports.testing;

import java.util.List;

/**
 * The columns of a file with charged SMS.
 *
 * @param names in the order of the file
 */
public record CdrColumns(List<String> names) {

    /** Those of a file without a header. */
    public static final CdrColumns DEFAULT =
            of(
                    "ROAMSTATE_519,CUST_LOCAL_START_DATE_15,CDR_ID_1,CDR_SUB_ID_2,CDR_TYPE_3,"
                            + "SPLIT_CDR_REASON_4,RECORD_DATE,PAYTYPE_515,DEBIT_AMOUNT_42,"
                            + "SERVICEFLOW_498,EVENTSOURCE_CATE_17,USAGE_SERVICE_TYPE_19,"
                            + "SPECIALNUMBERINDICATOR_534,BE_ID_30,CALLEDPARTYIMSI_495,"
                            + "CALLINGPARTYIMSI_494");

    /** Copies the names. */
    public CdrColumns {
        names = List.copyOf(names);
    }

    /** The columns of a header line without quotes. */
    public static CdrColumns of(String header) {
        return new CdrColumns(List.of(header.split(",")));
    }

    /** Whether the three columns are there that a row cannot do without. */
    public boolean areComplete() {
        return recordDate() >= 0 && paytype() >= 0 && amount() >= 0;
    }

    /** Where RECORD_DATE stands, from 0; -1 if it is missing. */
    public int recordDate() {
        return names.indexOf("RECORD_DATE");
    }

    /** Where PAYTYPE_515 stands, from 0; -1 if it is missing. */
    public int paytype() {
        return names.indexOf("PAYTYPE_515");
    }

    /** Where DEBIT_AMOUNT_42 stands, from 0; -1 if it is missing. */
    public int amount() {
        return names.indexOf("DEBIT_AMOUNT_42");
    }
}
