"""What is kept on this machine: keys, content-addressed segments, one transactional catalogue, retention."""
