/// One JSON line that shows whether two languages made the same numbers: `peers.py --check` prints the same.
struct DataSums: Encodable {
  let check: String
  let parameters: Int
  /// Sums of the bits of every number, which any order of adding leaves alone.
  let records, labels, weights: UInt64
  /// Each index of the first 64 batches times its place, from 1.
  let batches: UInt64

  init(_ name: String, _ workload: Workload) {
    (check, parameters) = (name, workload.parameters)
    records = bits(workload.recordValues())
    labels = UInt64(workload.labels().reduce(0, +))
    weights = workload.firstWeights().reduce(0) { $0 + bits($1.weights) }
    batches = workload.batches(steps: 64).joined().enumerated().reduce(0) { $0 + UInt64(($1.offset + 1) * $1.element) }
  }
}

private func bits(_ numbers: [Float]) -> UInt64 {
  numbers.reduce(0) { $0 + UInt64($1.bitPattern) }
}
