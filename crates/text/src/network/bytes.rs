//! Little-endian numbers and strings, with lengths, in and out of the model file.

/// Reads from the front of a byte string; `None` where it ends too soon or says nonsense.
pub struct Bytes<'a>(pub &'a [u8]);

impl<'a> Bytes<'a> {
    /// A length and so many bytes.
    pub fn bytes(&mut self) -> Option<&'a [u8]> {
        let len = self.u32()? as usize;
        let (taken, rest) = self.0.split_at_checked(len)?;
        self.0 = rest;
        Some(taken)
    }

    /// One number.
    pub fn u32(&mut self) -> Option<u32> {
        let (taken, rest) = self.0.split_first_chunk::<4>()?;
        self.0 = rest;
        Some(u32::from_le_bytes(*taken))
    }

    /// A number that counts something, refused where it is absurd.
    pub fn count(&mut self) -> Option<usize> {
        self.u32().map(|n| n as usize).filter(|&n| n < 1 << 24)
    }

    /// UTF-8 text.
    pub fn text(&mut self) -> Option<&'a str> {
        std::str::from_utf8(self.bytes()?).ok()
    }

    /// Floats, all of them finite.
    pub fn f32s(&mut self) -> Option<Vec<f32>> {
        let bytes = self.bytes()?;
        let values: Vec<f32> =
            bytes.chunks_exact(4).map(|c| f32::from_le_bytes([c[0], c[1], c[2], c[3]])).collect();
        (bytes.len() % 4 == 0 && values.iter().all(|v| v.is_finite())).then_some(values)
    }

    /// Signed bytes.
    pub fn i8s(&mut self) -> Option<Vec<i8>> {
        Some(self.bytes()?.iter().map(|&b| b as i8).collect())
    }
}

/// Writes a number.
pub fn put_u32(into: &mut Vec<u8>, value: u32) {
    into.extend_from_slice(&value.to_le_bytes());
}

/// Writes a length and the bytes.
pub fn put_bytes(into: &mut Vec<u8>, bytes: &[u8]) {
    put_u32(into, bytes.len() as u32);
    into.extend_from_slice(bytes);
}

/// Writes floats.
pub fn put_f32s(into: &mut Vec<u8>, values: &[f32]) {
    put_u32(into, 4 * values.len() as u32);
    values.iter().for_each(|v| into.extend_from_slice(&v.to_le_bytes()));
}

/// Writes signed bytes.
pub fn put_i8s(into: &mut Vec<u8>, values: &[i8]) {
    put_u32(into, values.len() as u32);
    into.extend(values.iter().map(|&v| v as u8));
}
