"""Recordings of questions: read aloud, and in British Sign Language."""
