package import Foundation

/// Reference values with their pedigree: `{provenance: {generator, oracle, relativeTolerance}, cases}`.
package struct GoldenVectors<Case: Decodable & Sendable>: Decodable, Sendable {
  package let provenance: Provenance
  package let cases: [Case]

  package struct Provenance: Decodable, Sendable {
    package let generator: String
    package let oracle: String
    package let relativeTolerance: Double
  }

  /// Loads `Vectors/<name>.json` of a test target's bundle.
  package static func load(_ name: String, from bundle: Bundle) throws -> GoldenVectors {
    guard let url = bundle.url(forResource: name, withExtension: "json", subdirectory: "Vectors") else {
      throw CocoaError(.fileNoSuchFile, userInfo: [NSFilePathErrorKey: "Vectors/\(name).json"])
    }
    return try JSONDecoder().decode(GoldenVectors.self, from: Data(contentsOf: url))
  }
}

/// |`value` − `reference`| ÷ |`reference`|; 0 where both are equal.
package func relativeError(of value: Double, from reference: Double) -> Double {
  value == reference ? 0 : abs(value - reference) / abs(reference)
}
