internal import Foundation

/// What is timed: the shapes, data, first weights and batches that the peers get from `workloads.py` and `dataset.py`, number for number.
struct Workload {
  enum Activation { case none, rectified, hyperbolicTangent }

  enum Layer {
    case dense(outputs: Int, Activation = .none)
    /// Square windows, rectified outputs; `same` pads with zeros to a size of ⌈side / stride⌉.
    case convolution(outputs: Int, size: Int, stride: Int, same: Bool)
    case maximumPool(size: Int, stride: Int)
  }

  static let clipNorm = 1.0
  static let noiseMultiplier = 1.0
  static let learningRate = 0.1

  /// Features, or height, width and channels.
  var input: [Int]
  var layers: [Layer]
  var records: Int
  var batch: Int
  /// The length of one training in a game; 0 where only steps are timed.
  var epochs = 0
  /// Models that a game trains in one call.
  var models = 1

  var classes: Int {
    guard case .dense(let outputs, _)? = layers.last else { preconditionFailure("the last layer must be dense") }
    return outputs
  }

  var steps: Int { epochs * (records / batch) }

  static let named: [String: Workload] = [
    "W1": Workload(input: [784], layers: [.dense(outputs: 10)], records: 8192, batch: 256),
    "W2": Workload(
      input: [600], layers: [.dense(outputs: 128, .hyperbolicTangent), .dense(outputs: 100)], records: 8192, batch: 256),
    "W3": Workload(
      input: [784],
      layers: [.dense(outputs: 256, .rectified), .dense(outputs: 256, .rectified), .dense(outputs: 10)],
      records: 8192, batch: 256),
    "W4": Workload(
      input: [28, 28, 1],
      layers: [
        .convolution(outputs: 16, size: 8, stride: 2, same: true), .maximumPool(size: 2, stride: 1),
        .convolution(outputs: 32, size: 4, stride: 2, same: false), .maximumPool(size: 2, stride: 1),
        .dense(outputs: 32, .rectified), .dense(outputs: 10),
      ], records: 8192, batch: 256),
    "W5": Workload(
      input: [32, 32, 3],
      layers: [
        .convolution(outputs: 32, size: 3, stride: 1, same: true),
        .convolution(outputs: 32, size: 3, stride: 1, same: true), .maximumPool(size: 2, stride: 2),
        .convolution(outputs: 64, size: 3, stride: 1, same: true),
        .convolution(outputs: 64, size: 3, stride: 1, same: true), .maximumPool(size: 2, stride: 2),
        .dense(outputs: 512, .rectified), .dense(outputs: 10),
      ], records: 2048, batch: 64),
    "G1": Workload(input: [784], layers: [.dense(outputs: 10)], records: 1000, batch: 50, epochs: 20),
    "G2": Workload(
      input: [600], layers: [.dense(outputs: 128, .hyperbolicTangent), .dense(outputs: 100)], records: 2000, batch: 100,
      epochs: 10),
  ]
}

extension Workload {
  /// `W3`, `W3/batch=64`, `W3/width=512` for hidden layers of that width, or `G1/models=100` for so many in one call.
  init?(case name: String) {
    let parts = name.split(separator: "/")
    guard let base = parts.first, let made = Self.named[String(base)] else { return nil }
    self = made
    for change in parts.dropFirst() {
      let sides = change.split(separator: "=")
      guard sides.count == 2, let value = Int(sides[1]), value > 0 else { return nil }
      switch sides[0] {
      case "batch": batch = value
      case "models": models = value
      case "width":
        layers =
          layers.dropLast().map { layer in
            if case .dense(_, let activation) = layer { .dense(outputs: value, activation) } else { layer }
          } + layers.suffix(1)
      default: return nil
      }
    }
  }
}
