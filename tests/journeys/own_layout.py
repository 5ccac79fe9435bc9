"""A week of cases as a force's own system writes them, of made-up people."""

EXTRACT = """Wythnosol – allbwn o'r system;;;;;;;;
Crime Ref;HO code;Date Reported;Status;Status date;Mob;Surname;DA flag;Gorsaf
K-1001;28E;31/08/2026;Under investigation;14/09/2026;07700 900123;Synthetic;N;Môn
K-1002;28E;30/08/2026;Charged;15/09/2026;07700 900124;Invented;Y;Môn
K-1003;28E;29/08/2026;Filed NFA;16/09/2026;;Madeup;;Caffè
""".replace("\n", "\r\n").encode("cp1252")
