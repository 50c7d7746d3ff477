/// What tells the dataset that a mechanism trained on, without the candidates, from other ones.
package struct DataSummary: Hashable, Codable, Sendable {
  package let records: Int
  /// Of one record.
  package let features: Int
  package let classes: Int
  /// A hash of the content, in hexadecimal digits: it guards against accident, not against malice.
  package let fingerprint: String

  package init(records: Int, features: Int, classes: Int, fingerprint: String) {
    (self.records, self.features, self.classes, self.fingerprint) = (records, features, classes, fingerprint)
  }
}
