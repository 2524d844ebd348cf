//! Parquet as rows, by its record API: each cell as text, so that one way leads from there.

use ::parquet::file::reader::{FileReader, SerializedFileReader};
use ::parquet::record::{Field, Row};
use bytes::Bytes;

use super::load::Reading;
use crate::Error;

/// Takes all rows of a file.
pub(super) fn read(reading: &mut Reading<'_, '_>, file: Vec<u8>) -> Result<(), Error> {
    let failed = |error: ::parquet::errors::ParquetError| std::io::Error::other(error);
    let reader =
        SerializedFileReader::new(Bytes::from(file)).map_err(|error| reading.broken(0, failed(error)))?;
    let schema = reader.metadata().file_metadata().schema();
    let names: Vec<String> = schema.get_fields().iter().map(|field| field.name().to_string()).collect();
    let (layout, _) = reading.layout(&names)?;
    let rows = reader.get_row_iter(None).map_err(|error| reading.broken(0, failed(error)))?;
    for (row_idx, row) in rows.enumerate() {
        let row = row.map_err(|error| reading.broken(row_idx, failed(error)))?;
        reading.cells(row_idx + 1, &layout, &texts(&row));
    }
    Ok(())
}

fn texts(row: &Row) -> Vec<String> {
    row.get_column_iter().map(|(_, field)| text(field)).collect()
}

fn text(field: &Field) -> String {
    match field {
        Field::Null => String::new(),
        Field::Str(text) => text.clone(),
        Field::ListInternal(list) => list.elements().iter().map(text).collect::<Vec<_>>().join(";"),
        // The crate writes days, times and numbers as ISO 8601 and plain decimals.
        other => other.to_string(),
    }
}
