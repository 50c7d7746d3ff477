import Testing
import dpaudit

@Suite("Command that reproduces a report") struct ReproducingCommandTests {
  @Test(
    "quotes what a shell would read otherwise, keeps the reports folder, and names no folder of this machine needlessly",
    arguments: [
      ("audits/quick.yaml", "reports", "./dpaudit run audits/quick.yaml"),
      ("./audits//quick.yaml", "./reports/", "./dpaudit run audits/quick.yaml"),
      ("/srv/lab/audit/audits/a.yaml", "/srv/lab/audit/reports", "./dpaudit run audits/a.yaml"),
      ("/srv/lab/auditor/a.yaml", "reports", "./dpaudit run /srv/lab/auditor/a.yaml"),
      ("../a.yaml", "out/deep", "./dpaudit run ../a.yaml --reports out/deep"),
      ("my audit.yaml", "/tmp/$x", "./dpaudit run 'my audit.yaml' --reports '/tmp/$x'"),
      ("it's.yaml", "a b", #"./dpaudit run 'it'\''s.yaml' --reports 'a b'"#),
      ("~a.yaml", "/srv/lab/audit", "./dpaudit run '~a.yaml' --reports ."),
      ("-a.yaml", "-b", "./dpaudit run ./-a.yaml --reports=-b"),
      ("prüfung.yaml", "reports", "./dpaudit run 'prüfung.yaml'"),
    ])
  func command(specification: String, reports: String, expected: String) {
    #expect(
      reproducingCommand(specification: specification, reports: reports, currentFolder: "/srv/lab/audit") == expected)
  }
}
