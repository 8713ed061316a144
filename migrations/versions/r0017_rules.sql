CREATE TABLE sunledger.linkage (
	book INTEGER NOT NULL, 
	linkage UUID NOT NULL, 
	method VARCHAR NOT NULL, 
	persons INTEGER NOT NULL, 
	left_out INTEGER NOT NULL, 
	inputs_hmac BYTEA NOT NULL, 
	actor VARCHAR NOT NULL, 
	known_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	PRIMARY KEY (book, linkage), 
	CONSTRAINT linkage_book FOREIGN KEY(book) REFERENCES sunledger.book (book)
)
;;
GRANT SELECT ON sunledger.linkage TO sunledger_app, sunledger_read
;;
CREATE TABLE sunledger.linkage_pair (
	book INTEGER NOT NULL, 
	linkage UUID NOT NULL, 
	person UUID NOT NULL, 
	other_person UUID NOT NULL, 
	probability_ppm INTEGER NOT NULL, 
	agrees TEXT[] NOT NULL, 
	PRIMARY KEY (book, linkage, person, other_person), 
	CONSTRAINT linkage_pair_in_order CHECK (person < other_person), 
	CONSTRAINT linkage_pair_probability CHECK (probability_ppm BETWEEN 0 AND 1000000), 
	CONSTRAINT linkage_pair_linkage FOREIGN KEY(book, linkage) REFERENCES sunledger.linkage (book, linkage), 
	CONSTRAINT linkage_pair_person FOREIGN KEY(book, person) REFERENCES sunledger.person (book, person), 
	CONSTRAINT linkage_pair_other FOREIGN KEY(book, other_person) REFERENCES sunledger.person (book, person)
)
;;
GRANT SELECT ON sunledger.linkage_pair TO sunledger_app, sunledger_read
;;
CREATE TRIGGER linkage_is_permanent BEFORE DELETE OR TRUNCATE OR UPDATE ON sunledger.linkage FOR EACH STATEMENT EXECUTE FUNCTION sunledger.refuse_change()
;;
CREATE TRIGGER linkage_pair_is_permanent BEFORE DELETE OR TRUNCATE OR UPDATE ON sunledger.linkage_pair FOR EACH STATEMENT EXECUTE FUNCTION sunledger.refuse_change()
;;
GRANT INSERT ON sunledger.linkage TO sunledger_app
;;
GRANT INSERT ON sunledger.linkage_pair TO sunledger_app
