import Foundation
import Learning
import PrivacyModel

/// A file made of text.
func file(_ text: String, named name: String = "train.csv") -> DatasetFile {
  DatasetFile(name: name, bytes: Array(text.utf8))
}

/// A file kept under `Vectors`, made by NumPy.
func vector(_ name: String) throws -> DatasetFile {
  let url = Bundle.module.url(forResource: "Vectors", withExtension: nil)
  guard let url else { throw CocoaError(.fileNoSuchFile) }
  return try DatasetFile(path: name, relativeTo: url)
}

/// The message of the `DatasetError` or `InvalidValue` that `body` throws; what happened instead, if it throws none.
func message(of body: () throws -> Dataset) -> String {
  do {
    let dataset = try body()
    return "loaded \(dataset.count) × \(dataset.featureCount)"
  } catch let error as DatasetError {
    return error.description
  } catch let error as InvalidValue {
    return error.description
  } catch {
    return "not a DatasetError: \(error)"
  }
}

/// A NumPy array file of version 1 with this header, written by hand.
func numPyFile(_ header: String, _ data: [UInt8], named name: String = "x.npy") -> DatasetFile {
  let length = header.utf8.count
  let bytes = [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(length & 0xff), UInt8(length >> 8)] + Array(header.utf8)
  return DatasetFile(name: name, bytes: bytes + data)
}

/// The bytes of `values`, least significant first.
func littleEndian<Word: FixedWidthInteger>(_ values: [Word]) -> [UInt8] {
  values.flatMap { value in (0..<Word.bitWidth / 8).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) } }
}

/// The bytes of `values`, most significant first.
func bigEndian<Word: FixedWidthInteger>(_ values: [Word]) -> [UInt8] {
  values.flatMap { littleEndian([$0]).reversed() }
}

extension DatasetFile {
  /// The file without all after its first `count` bytes.
  func cut(to count: Int) -> DatasetFile {
    DatasetFile(name: name, bytes: Array(bytes.prefix(count)))
  }

  /// The file with byte `offset` replaced.
  func with(_ byte: UInt8, at offset: Int) -> DatasetFile {
    var bytes = bytes
    bytes[offset] = byte
    return DatasetFile(name: name, bytes: bytes)
  }

  /// The file with the bytes from `offset` on replaced by as many others.
  func with(_ replacement: [UInt8], at offset: Int) -> DatasetFile {
    var bytes = bytes
    bytes.replaceSubrange(offset..<offset + replacement.count, with: replacement)
    return DatasetFile(name: name, bytes: bytes)
  }
}
