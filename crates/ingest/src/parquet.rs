//! Parquet as rows, by its record API: each cell as text, so that one way leads from there.

use std::panic::{AssertUnwindSafe, catch_unwind};

use ::parquet::errors::ParquetError;
use ::parquet::file::reader::{FileReader, SerializedFileReader};
use ::parquet::record::Field;
use ::parquet::record::reader::RowIter;
use bytes::Bytes;

/// A file of rows.
pub struct Rows {
    /// Names of the columns.
    pub names: Vec<String>,
    rows: RowIter<'static>,
}

impl Rows {
    /// The rows of a whole file, or why it cannot be read.
    pub fn of(file: Vec<u8>) -> Result<Rows, String> {
        let open = || SerializedFileReader::new(Bytes::from(file)).map_err(|error| failed(&error));
        let reader = unharmed(open).and_then(|reader| reader)?;
        let schema = reader.metadata().file_metadata().schema();
        let names = schema.get_fields().iter().map(|field| field.name().to_string()).collect();
        let rows = unharmed(|| RowIter::from_file_into(Box::new(reader)))?;
        Ok(Rows { names, rows })
    }
}

// The crate fails on files that lie: where it believed one, it ends the program and not the file.
fn unharmed<T>(read: impl FnOnce() -> T) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(read)).map_err(|_| "it is damaged, or says what is not so".to_string())
}

impl Iterator for Rows {
    /// The cells of a row, `None` where they are null; or why it cannot be read.
    type Item = Result<Vec<Option<String>>, String>;

    fn next(&mut self) -> Option<Self::Item> {
        Some(match unharmed(|| self.rows.next()).transpose()? {
            Ok(Ok(row)) => Ok(row.get_column_iter().map(|(_, field)| text(field)).collect()),
            Ok(Err(error)) => Err(failed(&error)),
            Err(what) => Err(what),
        })
    }
}

// Compressors written in C are left out of the program.
fn failed(error: &ParquetError) -> String {
    let what = error.to_string();
    if what.contains("Disabled feature") {
        return "it is packed in a way that is not read here: write it with Snappy or gzip".to_string();
    }
    what
}

fn text(field: &Field) -> Option<String> {
    match field {
        Field::Null => None,
        Field::Str(text) => Some(text.clone()),
        Field::ListInternal(list) => {
            Some(list.elements().iter().filter_map(text).collect::<Vec<_>>().join(";"))
        }
        // The crate writes days, times and numbers as ISO 8601 and plain decimals.
        other => Some(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use ::parquet::data_type::{ByteArray, ByteArrayType, Int32Type};
    use ::parquet::file::writer::SerializedFileWriter;
    use ::parquet::schema::parser::parse_message_type;

    use crate::tests::told;

    // As pandas writes it: days as DATE, text as UTF8, and an address that may be missing.
    fn file() -> Vec<u8> {
        let schema = "message reports { required int32 date (DATE); required binary id (UTF8); \
                      required binary body (UTF8); optional binary url (UTF8); }";
        let schema = Arc::new(parse_message_type(schema).unwrap());
        let mut file = Vec::new();
        let mut writer = SerializedFileWriter::new(&mut file, schema, Default::default()).unwrap();
        let mut group = writer.next_row_group().unwrap();
        let mut column = group.next_column().unwrap().unwrap();
        column.typed::<Int32Type>().write_batch(&[17535, 17536], None, None).unwrap();
        column.close().unwrap();
        for cells in [["a", "b"], ["One.", "Two."]] {
            let mut column = group.next_column().unwrap().unwrap();
            column.typed::<ByteArrayType>().write_batch(&cells.map(ByteArray::from), None, None).unwrap();
            column.close().unwrap();
        }
        let mut column = group.next_column().unwrap().unwrap();
        column.typed::<ByteArrayType>().write_batch(&[ByteArray::from("u")], Some(&[1, 0]), None).unwrap();
        column.close().unwrap();
        group.close().unwrap();
        writer.close().unwrap();
        file
    }

    #[test]
    fn rows_are_reports_by_the_names_of_their_columns() {
        assert_eq!(told("p", &file()), "1: a 2018-01-04 \"One.\"\n2: b 2018-01-05 \"Two.\"");
    }

    #[test]
    fn what_is_no_parquet_is_told() {
        let told = told("p", b"PAR1 and no more PAR1");
        assert!(told.starts_with("1: broken: no Parquet that can be read: "), "{told}");
        // Found by `cargo xtask fuzz ingest`: what it says of a column is not there.
        let lying = include_bytes!("../tests/lying.parquet");
        let expected = "1: broken: no Parquet that can be read: it is damaged, or says what is not so";
        assert_eq!(crate::tests::told("p", lying), expected);
    }
}
