-- A letter is found by its number: as somebody asks for it, and as the number after it is issued.
CREATE INDEX letters_number ON letters (zone_id, number);
