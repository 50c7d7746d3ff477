package import Foundation

/// Named tensors of single-precision numbers in the format of the `safetensors` library, which PyTorch and JAX users open
/// with `safetensors.torch.load_file` and `safetensors.flax.load_file`.
///
/// A file is the length n of the header (64 bits, little-endian), n bytes of JSON that give each tensor its type, its
/// shape and its range of the rest, and the rest: the numbers, little-endian, row-major, without gaps. `__metadata__` in
/// the header maps texts to texts.
///
/// - Reference: https://github.com/huggingface/safetensors, "Format". Files are exchanged with version 0.8.0 in the
///   tests.
package struct Safetensors: Hashable, Sendable {
  package let tensors: [Tensor]
  package let metadata: [String: String]

  package struct Tensor: Hashable, Sendable {
    package let name: String
    /// Row-major; empty for a single number.
    package let shape: [Int]
    package let values: [Float]

    package init(name: String, shape: [Int], values: [Float]) {
      precondition(
        shape.reduce(1, *) == values.count, "a tensor of shape \(shape) has as many values, got \(values.count)")
      (self.name, self.shape, self.values) = (name, shape, values)
    }
  }

  /// The longest header that the library reads.
  static let longestHeader = 100_000_000

  /// - Parameter tensors: With different names, none of them `__metadata__`.
  package init(_ tensors: [Tensor], metadata: [String: String] = [:]) {
    precondition(Set(tensors.map(\.name)).count == tensors.count, "tensors have different names")
    (self.tensors, self.metadata) = (tensors, metadata)
  }

  package subscript(name: String) -> Tensor? { tensors.first { $0.name == name } }

  /// The file, its tensors in order and its header in whole words of eight bytes.
  package var encoded: Data {
    var (entries, offset): ([String], Int) = ([], 0)
    if !metadata.isEmpty {
      let texts = metadata.sorted { $0.key < $1.key }.map { "\(quoted($0.key)):\(quoted($0.value))" }
      entries.append("\"__metadata__\":{\(texts.joined(separator: ","))}")
    }
    for tensor in tensors {
      let end = offset + 4 * tensor.values.count
      let shape = tensor.shape.map(String.init).joined(separator: ",")
      entries.append(
        "\(quoted(tensor.name)):{\"dtype\":\"F32\",\"shape\":[\(shape)],\"data_offsets\":[\(offset),\(end)]}")
      offset = end
    }
    var header = Data("{\(entries.joined(separator: ","))}".utf8)
    header.append(contentsOf: [UInt8](repeating: UInt8(ascii: " "), count: -header.count & 7))
    var data = withUnsafeBytes(of: UInt64(header.count).littleEndian) { Data($0) }
    data.reserveCapacity(8 + header.count + offset)
    data.append(header)
    for tensor in tensors {
      tensor.values.map(\.bitPattern.littleEndian).withUnsafeBytes { data.append(contentsOf: $0) }
    }
    return data
  }

  /// Reads the contents of a file.
  ///
  /// - Parameter file: What errors call it.
  /// - Throws: `WeightsError`.
  package init(_ data: Data, file: String) throws {
    let bytes = data.startIndex == 0 ? data : Data(data)
    func malformed(byte: Int?, _ what: String, allowed: String, got: String) -> WeightsError {
      .malformed(file: file, byte: byte, what: what, allowed: allowed, got: got)
    }
    guard bytes.count >= 8 else {
      throw malformed(byte: nil, "the file", allowed: "at least 8 bytes long", got: "\(bytes.count)")
    }
    let length = bytes.withUnsafeBytes { UInt64(littleEndian: $0.loadUnaligned(as: UInt64.self)) }
    guard length <= min(Self.longestHeader, bytes.count - 8) else {
      throw malformed(
        byte: 0, "the header's length", allowed: "at most \(min(Self.longestHeader, bytes.count - 8))", got: "\(length)"
      )
    }
    let start = 8 + Int(length)
    let header: Header
    do {
      header = try JSONDecoder().decode(Header.self, from: bytes[8..<start])
    } catch {
      throw malformed(
        byte: 8, "the header", allowed: "a JSON object of tensors with dtype, shape and data_offsets",
        got: "something else (\(reason(error)))")
    }
    var (tensors, end): ([Tensor], Int) = ([], 0)
    for (name, entry) in header.tensors.sorted(by: { ($0.value.offsets, $0.key) < ($1.value.offsets, $1.key) }) {
      guard entry.dtype == "F32" else {
        throw malformed(byte: 8, "the dtype of \(quoted(name))", allowed: "F32", got: entry.dtype)
      }
      let size = entry.shape.reduce(Int?(4)) { size, side in
        guard let (product, isTooMuch) = size?.multipliedReportingOverflow(by: side), side >= 0 else { return nil }
        return isTooMuch ? nil : product
      }
      guard let size, entry.offsets.count == 2, entry.offsets[0] == end, entry.offsets[1] - end == size,
        entry.offsets[1] <= bytes.count - start
      else {
        throw malformed(
          byte: 8, "data_offsets of \(quoted(name))",
          allowed:
            "the range of a tensor of shape \(entry.shape) from \(end) on, in the \(bytes.count - start) bytes there "
            + "are", got: "\(entry.offsets)")
      }
      let values = bytes[(start + end)..<(start + end + size)].withUnsafeBytes { raw in
        (0..<size / 4).map {
          Float(bitPattern: UInt32(littleEndian: raw.loadUnaligned(fromByteOffset: 4 * $0, as: UInt32.self)))
        }
      }
      tensors.append(Tensor(name: name, shape: entry.shape, values: values))
      end += size
    }
    guard start + end == bytes.count else {
      throw malformed(
        byte: start + end, "the file", allowed: "at its end after the last tensor",
        got: "\(bytes.count - start - end) bytes more")
    }
    (self.tensors, metadata) = (tensors, header.metadata)
  }
}

/// A file of weights that cannot be used.
package enum WeightsError: Error, Hashable, Sendable, CustomStringConvertible {
  /// `byte` counts from the beginning of the file.
  case malformed(file: String, byte: Int?, what: String, allowed: String, got: String)
  /// Whole and readable, but of another model.
  case otherModel(file: String, what: String, allowed: String, got: String)

  package var description: String {
    switch self {
    case .malformed(let file, let byte, let what, let allowed, let got):
      "\(file)\(byte.map { ", byte \($0)" } ?? ""): \(what) must be \(allowed), got \(got); is this a whole safetensors "
        + "file in single precision?"
    case .otherModel(let file, let what, let allowed, let got):
      "\(file): \(what) must be \(allowed), got \(got); the file is of another model"
    }
  }
}

/// The JSON part, by name.
private struct Header: Decodable {
  struct Entry: Decodable {
    let dtype: String
    let shape: [Int]
    let offsets: [Int]

    enum CodingKeys: String, CodingKey {
      case dtype, shape
      case offsets = "data_offsets"
    }
  }

  private struct Name: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  var tensors: [String: Entry] = [:]
  var metadata: [String: String] = [:]

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Name.self)
    for key in container.allKeys {
      if key.stringValue == "__metadata__" {
        metadata = try container.decode([String: String].self, forKey: key)
      } else {
        tensors[key.stringValue] = try container.decode(Entry.self, forKey: key)
      }
    }
  }
}

private func < (first: ([Int], String), second: ([Int], String)) -> Bool {
  first.0 == second.0 ? first.1 < second.1 : first.0.lexicographicallyPrecedes(second.0)
}

private func reason(_ error: any Error) -> String {
  switch error {
  case DecodingError.dataCorrupted: "no JSON"
  case DecodingError.keyNotFound(let key, _): "\(key.stringValue) is missing"
  case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context):
    "\(context.codingPath.map(\.stringValue).joined(separator: ".")) is of another type"
  default: "no JSON"
  }
}

/// `text` as a JSON string.
private func quoted(_ text: String) -> String {
  var result = "\""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\"": result += "\\\""
    case "\\": result += "\\\\"
    case _ where scalar.value < 0x20:
      result += "\\u00" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
    default: result.unicodeScalars.append(scalar)
    }
  }
  return result + "\""
}
