OPENQASM 3.0;
include "stdgates.inc";
input float[64] _θ_0_;
input float[64] _θ_1_;
input float[64] _θ_2_;
input float[64] _θ_3_;
input float[64] _θ_4_;
input float[64] _θ_5_;
input float[64] _θ_6_;
input float[64] _θ_7_;
gate double_excitation(p0) q0, q1, q2, q3 {
  cx q0, q1;
  cx q2, q3;
  cx q2, q0;
  ry(p0/4) q2;
  cx q1, q2;
  ry(p0/4) q2;
  cx q3, q2;
  ry(p0/4) q2;
  cx q1, q2;
  ry(p0/4) q2;
  cx q0, q2;
  ry(-p0/4) q2;
  cx q1, q2;
  ry(-p0/4) q2;
  cx q3, q2;
  ry(-p0/4) q2;
  cx q1, q2;
  ry(-p0/4) q2;
  cx q0, q2;
  cx q2, q0;
  cx q2, q3;
  cx q0, q1;
}
gate double_excitation_1(p0) q0, q1, q2, q3, q4 {
  cz q4, q0;
  double_excitation(p0) q0, q1, q2, q3;
  cz q4, q0;
}
gate double_excitation_2(p0) q0, q1, q2, q3, q4, q5 {
  cz q4, q0;
  cz q5, q0;
  double_excitation(p0) q0, q1, q2, q3;
  cz q4, q0;
  cz q5, q0;
}
gate single_excitation(p0) q0, q1 {
  cx q1, q0;
  cry(2*p0) q0, q1;
  cx q1, q0;
}
gate single_excitation_1(p0) q0, q1, q2 {
  cz q2, q0;
  single_excitation(p0) q0, q1;
  cz q2, q0;
}
qubit[6] q;
x q[0];
x q[1];
x q[3];
double_excitation_1(_θ_0_) q[0], q[3], q[2], q[4], q[1];
double_excitation_2(_θ_1_) q[0], q[3], q[2], q[5], q[1], q[4];
double_excitation(_θ_2_) q[1], q[3], q[2], q[4];
double_excitation_1(_θ_3_) q[1], q[3], q[2], q[5], q[4];
single_excitation_1(_θ_4_) q[0], q[2], q[1];
single_excitation(_θ_5_) q[1], q[2];
single_excitation(_θ_6_) q[3], q[4];
single_excitation_1(_θ_7_) q[3], q[5], q[4];
