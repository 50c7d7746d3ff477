/// As JSON: what a specification file gives.
extension LayerSpecification: Codable {
  private enum Key: String, CodingKey {
    case kind, units, channels, size, stride, padding, groups, probability, vocabulary, dimensions, body, shortcut
  }

  package var kind: Kind {
    switch self {
    case .dense: .dense
    case .convolution: .convolution
    case .maxPooling: .maxPooling
    case .averagePooling: .averagePooling
    case .globalAveragePooling: .globalAveragePooling
    case .activation(.relu): .relu
    case .activation(.tanh): .tanh
    case .activation(.gelu): .gelu
    case .groupNormalisation: .groupNormalisation
    case .layerNormalisation: .layerNormalisation
    case .dropout: .dropout
    case .embedding: .embedding
    case .residual: .residual
    }
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    func number(_ key: Key) throws -> Int { try container.decode(Int.self, forKey: key) }
    switch try container.decode(Kind.self, forKey: .kind) {
    case .dense: self = .dense(units: try number(.units))
    case .convolution:
      self = .convolution(
        channels: try number(.channels), size: try number(.size), stride: try number(.stride),
        padding: try container.decode(PaddingName.self, forKey: .padding))
    case .maxPooling: self = .maxPooling(size: try number(.size), stride: try number(.stride))
    case .averagePooling: self = .averagePooling(size: try number(.size), stride: try number(.stride))
    case .globalAveragePooling: self = .globalAveragePooling
    case .relu: self = .activation(.relu)
    case .tanh: self = .activation(.tanh)
    case .gelu: self = .activation(.gelu)
    case .groupNormalisation: self = .groupNormalisation(groups: try number(.groups))
    case .layerNormalisation: self = .layerNormalisation
    case .batchNormalisation:
      throw DecodingError.dataCorruptedError(
        forKey: .kind, in: container, debugDescription: "use \(Self.noBatchNormalisation)")
    case .dropout: self = .dropout(probability: try container.decode(Double.self, forKey: .probability))
    case .embedding: self = .embedding(vocabulary: try number(.vocabulary), dimensions: try number(.dimensions))
    case .residual:
      self = .residual(
        body: try container.decode([LayerSpecification].self, forKey: .body),
        shortcut: try container.decode([LayerSpecification].self, forKey: .shortcut))
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(kind, forKey: .kind)
    switch self {
    case .dense(let units): try container.encode(units, forKey: .units)
    case .convolution(let channels, let size, let stride, let padding):
      try container.encode(channels, forKey: .channels)
      try container.encode(size, forKey: .size)
      try container.encode(stride, forKey: .stride)
      try container.encode(padding, forKey: .padding)
    case .maxPooling(let size, let stride), .averagePooling(let size, let stride):
      try container.encode(size, forKey: .size)
      try container.encode(stride, forKey: .stride)
    case .globalAveragePooling, .activation, .layerNormalisation: break
    case .groupNormalisation(let groups): try container.encode(groups, forKey: .groups)
    case .dropout(let probability): try container.encode(probability, forKey: .probability)
    case .embedding(let vocabulary, let dimensions):
      try container.encode(vocabulary, forKey: .vocabulary)
      try container.encode(dimensions, forKey: .dimensions)
    case .residual(let body, let shortcut):
      try container.encode(body, forKey: .body)
      try container.encode(shortcut, forKey: .shortcut)
    }
  }
}
