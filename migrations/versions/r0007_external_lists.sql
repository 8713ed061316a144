CREATE TABLE sunledger.external_row (
	book INTEGER NOT NULL, 
	list UUID NOT NULL, 
	row INTEGER NOT NULL, 
	hmac BYTEA, 
	other_hmac BYTEA, 
	name_hmac BYTEA, 
	org VARCHAR NOT NULL, 
	role VARCHAR NOT NULL, 
	thing VARCHAR NOT NULL, 
	region VARCHAR NOT NULL, 
	from_on DATE, 
	until_on DATE, 
	amount_fen BIGINT, 
	PRIMARY KEY (book, list, row)
)
;;
GRANT SELECT ON sunledger.external_row TO sunledger_app, sunledger_read
;;
CREATE INDEX external_row_by_hmac ON sunledger.external_row (book, hmac)
;;
CREATE TABLE sunledger.external_list (
	book INTEGER NOT NULL, 
	list UUID NOT NULL, 
	kind VARCHAR NOT NULL, 
	office VARCHAR NOT NULL, 
	as_of_on DATE NOT NULL, 
	rows INTEGER NOT NULL, 
	actor VARCHAR NOT NULL, 
	known_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	PRIMARY KEY (book, list), 
	CONSTRAINT external_list_book FOREIGN KEY(book) REFERENCES sunledger.book (book)
)
;;
GRANT SELECT ON sunledger.external_list TO sunledger_app, sunledger_read
;;
CREATE TRIGGER external_list_is_permanent BEFORE DELETE OR TRUNCATE OR UPDATE ON sunledger.external_list FOR EACH STATEMENT EXECUTE FUNCTION sunledger.refuse_change()
;;
CREATE TRIGGER external_row_is_permanent BEFORE DELETE OR TRUNCATE OR UPDATE ON sunledger.external_row FOR EACH STATEMENT EXECUTE FUNCTION sunledger.refuse_change()
;;
GRANT INSERT ON sunledger.external_list TO sunledger_app
;;
GRANT INSERT ON sunledger.external_row TO sunledger_app
;;
ALTER TABLE sunledger.external_number ADD COLUMN attempt INTEGER NOT NULL DEFAULT 1
;;
ALTER TABLE sunledger.external_number ALTER COLUMN attempt DROP DEFAULT
;;
ALTER TABLE sunledger.external_number DROP CONSTRAINT external_number_pkey
;;
ALTER TABLE sunledger.external_number ADD PRIMARY KEY (book, system, kind, number, attempt)
