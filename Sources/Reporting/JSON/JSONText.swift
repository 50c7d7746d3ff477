internal import Foundation

/// What stands in place of the numbers that JSON lacks.
let (infinity, negativeInfinity, notANumber) = ("infinity", "-infinity", "nan")

/// `document` as JSON with sorted keys, ending in a line feed.
///
/// Where a number is not finite (a threshold may be), the text "infinity", "-infinity" or "nan" stands in its place.
func jsonText(of document: some Encodable) throws -> String {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
  encoder.nonConformingFloatEncodingStrategy = .convertToString(
    positiveInfinity: infinity, negativeInfinity: negativeInfinity, nan: notANumber)
  return String(decoding: try encoder.encode(document), as: UTF8.self) + "\n"
}
