/// As JSON: what a specification file gives.
extension DataSpecification: Codable {
  private enum Key: String, CodingKey {
    case format, file, files, labelColumn, features, labels, featuresArray, labelsArray, images
    case examples, classes, spread, density, scale, testFraction
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    let format = try container.decode(Format.self, forKey: .format)
    let source = try Self.source(format, container)
    let scale = try container.decode(Double.self, forKey: .scale)
    let limit = format.isSynthetic ? nil : try container.decodeIfPresent(Int.self, forKey: .examples)
    let testFraction = try container.decodeIfPresent(Double.self, forKey: .testFraction)
    self = try decoder.checking {
      try DataSpecification(source: source, scale: scale, examples: limit, testFraction: testFraction)
    }
  }

  private static func source(_ format: Format, _ container: KeyedDecodingContainer<Key>) throws -> Source {
    func text(_ key: Key) throws -> String { try container.decode(String.self, forKey: key) }
    func count(_ key: Key) throws -> Int { try container.decode(Int.self, forKey: key) }
    func paths() throws -> [String] {
      try container.decodeIfPresent([String].self, forKey: .files) ?? [text(.file)]
    }
    switch format {
    case .csv: return .csv(path: try text(.file), labelColumn: try text(.labelColumn))
    case .npy: return .numpy(features: try text(.features), labels: try text(.labels))
    case .npz:
      return .numpyArchive(
        path: try text(.file), features: try text(.featuresArray), labels: try text(.labelsArray))
    case .idx: return .idx(images: try text(.images), labels: try text(.labels))
    case .cifar10: return .cifar(paths: try paths(), classes: 10)
    case .cifar100: return .cifar(paths: try paths(), classes: 100)
    case .gaussianBlobs:
      return .gaussianBlobs(
        examples: try count(.examples), features: try count(.features), classes: try count(.classes),
        spread: try container.decode(Double.self, forKey: .spread))
    case .sparseBinary:
      return .sparseBinary(
        examples: try count(.examples), features: try count(.features), classes: try count(.classes),
        density: try container.decode(Double.self, forKey: .density))
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(source.format, forKey: .format)
    try container.encode(scale, forKey: .scale)
    try container.encodeIfPresent(examples, forKey: .examples)
    try container.encodeIfPresent(testFraction, forKey: .testFraction)
    func encode(_ texts: KeyValuePairs<Key, String>) throws {
      for (key, text) in texts { try container.encode(text, forKey: key) }
    }
    func encode(examples: Int, features: Int, classes: Int) throws {
      try container.encode(examples, forKey: .examples)
      try container.encode(features, forKey: .features)
      try container.encode(classes, forKey: .classes)
    }
    switch source {
    case .csv(let path, let labelColumn): try encode([.file: path, .labelColumn: labelColumn])
    case .numpy(let features, let labels): try encode([.features: features, .labels: labels])
    case .numpyArchive(let path, let features, let labels):
      try encode([.file: path, .featuresArray: features, .labelsArray: labels])
    case .idx(let images, let labels): try encode([.images: images, .labels: labels])
    case .cifar(let paths, _):
      if paths.count == 1 { try encode([.file: paths[0]]) } else { try container.encode(paths, forKey: .files) }
    case .gaussianBlobs(let examples, let features, let classes, let spread):
      try encode(examples: examples, features: features, classes: classes)
      try container.encode(spread, forKey: .spread)
    case .sparseBinary(let examples, let features, let classes, let density):
      try encode(examples: examples, features: features, classes: classes)
      try container.encode(density, forKey: .density)
    }
  }
}
