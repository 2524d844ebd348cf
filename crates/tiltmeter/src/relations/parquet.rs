//! Parquet as rows of a table, each cell as text.

use std::io;

use tiltmeter_ingest::parquet::Rows;

use super::load::Reading;
use crate::Error;

/// Takes all rows of a file.
pub(super) fn read(reading: &mut Reading<'_>, file: Vec<u8>) -> Result<(), Error> {
    let rows = Rows::of(file).map_err(|what| reading.broken(0, io::Error::other(what)))?;
    let layout = reading.layout(&rows.names)?;
    for (row_idx, row) in rows.enumerate() {
        let row = row.map_err(|what| reading.broken(row_idx, io::Error::other(what)))?;
        let cells: Vec<String> = row.into_iter().map(Option::unwrap_or_default).collect();
        reading.cells(row_idx + 1, &layout, &cells);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use ::parquet::data_type::{ByteArray, ByteArrayType, FloatType, Int32Type};
    use ::parquet::file::writer::SerializedFileWriter;
    use ::parquet::schema::parser::parse_message_type;

    use crate::relations::{Choices, Input, Loading, Mapping, load};

    // As pandas writes it: days as DATE, text as UTF8, and a score that may be missing.
    fn file() -> Vec<u8> {
        let schema = "message events { required int32 date (DATE); required binary actor (UTF8); \
                      required binary recipient (UTF8); required binary code (UTF8); optional float score; }";
        let schema = Arc::new(parse_message_type(schema).unwrap());
        let mut file = Vec::new();
        let mut writer = SerializedFileWriter::new(&mut file, schema, Default::default()).unwrap();
        let mut group = writer.next_row_group().unwrap();
        let mut column = group.next_column().unwrap().unwrap();
        column.typed::<Int32Type>().write_batch(&[17535, 17536], None, None).unwrap();
        column.close().unwrap();
        for cells in [["USA", "Pakistan"], ["PAK", "China"], ["1622", "AID"]] {
            let mut column = group.next_column().unwrap().unwrap();
            let cells = cells.map(ByteArray::from);
            column.typed::<ByteArrayType>().write_batch(&cells, None, None).unwrap();
            column.close().unwrap();
        }
        let mut column = group.next_column().unwrap().unwrap();
        column.typed::<FloatType>().write_batch(&[-4.5], Some(&[1, 0]), None).unwrap();
        column.close().unwrap();
        group.close().unwrap();
        writer.close().unwrap();
        file
    }

    #[test]
    fn rows_of_parquet_are_rows() {
        let loading = Loading {
            choices: Choices::default(),
            mapping: Mapping::default(),
            period: tiltmeter_relations::Period::Week,
        };
        let input = Input { name: "e".to_string(), bytes: Box::new(std::io::Cursor::new(file())) };
        let events = load([Ok(input)], None, &loading, &mut |_, problem| panic!("{}", problem.what)).unwrap();
        let told: Vec<String> = events
            .all
            .iter()
            .map(|event| format!("{} {} {} {}", event.line, event.date, events.label(event), event.score))
            .collect();
        assert_eq!(
            told,
            ["1 2018-01-04 1622 Reduce or stop military assistance -4.5", "2 2018-01-05 AID 10"]
        );
    }
}
