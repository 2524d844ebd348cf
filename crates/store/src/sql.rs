//! Questions in SQL: read only, and no longer than the caller allows.

use rusqlite::hooks::{AuthAction, AuthContext, Authorization};
use rusqlite::types::ValueRef;
use serde_json::Value;

use crate::{Archive, Error};

/// What a question in SQL gives, row by row.
pub struct Answer<'t> {
    /// Gets the names of the columns, once.
    pub columns: &'t mut dyn FnMut(Vec<String>) -> std::io::Result<()>,
    /// Gets each row.
    pub row: &'t mut dyn FnMut(Vec<Value>) -> std::io::Result<()>,
}

// Steps of the database's machine between two looks at the clock: about a millisecond.
const STEPS: i32 = 10_000;

impl Archive {
    /// Asks in SQL. Only what reads is allowed, and nothing but this archive; `is_over` ends it.
    pub fn sql(
        &mut self,
        question: &str,
        is_over: impl FnMut() -> bool + Send + 'static,
        answer: Answer<'_>,
    ) -> Result<std::io::Result<()>, Error> {
        let path = self.path.clone();
        let failed = Error::of("ask", &path);
        self.connection.authorizer(Some(only_reading)).map_err(failed)?;
        self.connection.progress_handler(STEPS, Some(is_over)).map_err(failed)?;
        let answered = self.answer(question, answer);
        self.connection.progress_handler(STEPS, None::<fn() -> bool>).map_err(failed)?;
        self.connection.authorizer(None::<fn(AuthContext<'_>) -> Authorization>).map_err(failed)?;
        answered.map_err(|error| match error.sqlite_error_code() {
            Some(rusqlite::ErrorCode::OperationInterrupted) => Error::Question(
                "the question took too long and was ended: ask for less, or allow more time".into(),
            ),
            Some(rusqlite::ErrorCode::AuthorizationForStatementDenied) => Error::Question(
                "only questions are allowed, and of this archive alone: begin with SELECT".into(),
            ),
            _ => Error::Question(format!("cannot ask so: {error}")),
        })
    }

    fn answer(&self, question: &str, answer: Answer<'_>) -> rusqlite::Result<std::io::Result<()>> {
        let mut statement = self.connection.prepare(question)?;
        let names: Vec<String> = statement.column_names().map(str::to_string).collect();
        let n_columns = names.len();
        if let Err(error) = (answer.columns)(names) {
            return Ok(Err(error));
        }
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let cells = (0..n_columns).map(|column| Ok(value(row.get_ref(column)?)));
            if let Err(error) = (answer.row)(cells.collect::<rusqlite::Result<_>>()?) {
                return Ok(Err(error));
            }
        }
        Ok(Ok(()))
    }
}

fn only_reading(context: AuthContext<'_>) -> Authorization {
    match context.action {
        AuthAction::Select | AuthAction::Read { .. } | AuthAction::Recursive => Authorization::Allow,
        AuthAction::Function { function_name } if !function_name.eq_ignore_ascii_case("load_extension") => {
            Authorization::Allow
        }
        // Full-text search looks whether its tables changed.
        AuthAction::Pragma { pragma_name: "data_version", pragma_value: None } => Authorization::Allow,
        _ => Authorization::Deny,
    }
}

fn value(cell: ValueRef<'_>) -> Value {
    match cell {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(number) => Value::from(number),
        ValueRef::Real(number) => Value::from(number),
        ValueRef::Text(text) => Value::from(String::from_utf8_lossy(text).into_owned()),
        ValueRef::Blob(bytes) => {
            Value::from(bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>())
        }
    }
}
