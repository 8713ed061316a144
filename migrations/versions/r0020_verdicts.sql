CREATE TABLE sunledger.audit_verdict (
	book INTEGER NOT NULL, 
	key VARCHAR NOT NULL, 
	said JSONB NOT NULL, 
	PRIMARY KEY (book, key)
)
;;
GRANT SELECT ON sunledger.audit_verdict TO sunledger_app, sunledger_read
;;
GRANT INSERT, UPDATE, DELETE ON sunledger.audit_verdict TO sunledger_app
